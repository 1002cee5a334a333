import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import type { BoardKind } from '#protocol/boards.ts';
import { type Chance, chanceFrom, seedOfRun } from '#server/gateway/testing/chance.ts';
import { BoardDocument } from './document.ts';

const RUNS = Number(process.env['YIQI_FUZZ_RUNS'] ?? 50_000);
const SEED = seedOfRun();

test(`any ${RUNS} updates of a board are taken whole or not at all`, (context) => {
  context.diagnostic(`seed ${SEED} (YIQI_FUZZ_SEED repeats it)`);
  const chance = chanceFrom(SEED);
  const outcomes = new Map<string, number>();
  let kind: BoardKind = 'whiteboard';
  let stored: Uint8Array[] = [];
  let board = new BoardDocument(kind, stored, 200_000);
  for (let run = 0; run < RUNS; run++) {
    if (run % 60 === 0) {
      check(kind, stored, board);
      kind = chance.pick(['whiteboard', 'notes'] as const);
      stored = [];
      board = new BoardDocument(kind, stored, 200_000);
    }
    const update = damaged(chance, honest(chance, kind, board));
    const taken = board.take(update);
    outcomes.set(taken, (outcomes.get(taken) ?? 0) + 1);
    if (taken === 'new') stored.push(update);
    if (board.spoiled) board = new BoardDocument(kind, stored, 200_000);
  }
  check(kind, stored, board);
  context.diagnostic(JSON.stringify(Object.fromEntries(outcomes)));
  assert.ok((outcomes.get('new') ?? 0) > RUNS / 50);
  assert.ok((outcomes.get('malformed') ?? 0) > RUNS / 50);
});

/** What is stored comes to what is in memory, waits for nothing, and can be shown. */
function check(kind: BoardKind, stored: readonly Uint8Array[], board: BoardDocument): void {
  const doc = new Y.Doc();
  for (const update of stored) Y.applyUpdate(doc, update);
  assert.equal(doc.store.pendingStructs, null);
  assert.equal(doc.store.pendingDs, null);
  const whole = new Y.Doc();
  Y.applyUpdate(whole, board.whole());
  const shown = (one: Y.Doc) =>
    kind === 'notes' ? one.getXmlFragment('notes').toJSON() : one.getMap('elements').toJSON();
  assert.deepEqual(shown(whole), shown(doc));
}

function honest(chance: Chance, kind: BoardKind, board: BoardDocument): Uint8Array {
  const doc = new Y.Doc();
  if (chance.below(2) > 0) Y.applyUpdate(doc, board.whole());
  const before = Y.encodeStateVector(doc);
  if (kind === 'whiteboard') {
    const map = doc.getMap('elements');
    map.set(`e${chance.below(9)}`, { type: 'line', points: [[chance.below(9), 1]] });
    if (chance.below(3) === 0) map.delete(`e${chance.below(9)}`);
  } else {
    const root = doc.getXmlFragment('notes');
    const paragraph = new Y.XmlElement('paragraph');
    root.insert(chance.below(root.length + 1), [paragraph]);
    paragraph.push([new Y.XmlText('word '.repeat(chance.below(4)))]);
    if (chance.below(4) === 0) root.delete(0, 1);
  }
  return Y.encodeStateAsUpdate(doc, before);
}

function damaged(chance: Chance, update: Uint8Array): Uint8Array {
  const bytes = update.slice();
  const times = chance.below(4);
  for (let i = 0; i < times; i++) {
    const at = chance.below(bytes.length);
    const how = chance.below(3);
    if (how === 0) bytes[at] = chance.below(256);
    else if (how === 1) bytes[at] = (bytes[at] ?? 0) ^ (1 << chance.below(8));
    else return bytes.slice(0, at);
  }
  return bytes;
}
