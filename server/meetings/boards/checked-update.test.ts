import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as Y from 'yjs';
import { checkUpdate } from './checked-update.ts';
import { BoardDocument } from './document.ts';

const MOST = 1_000_000;

function updateOf(change: (doc: Y.Doc) => void): Uint8Array {
  const doc = new Y.Doc();
  change(doc);
  return Y.encodeStateAsUpdate(doc);
}

function elements(change: (map: Y.Map<unknown>) => void): Uint8Array {
  return updateOf((doc) => change(doc.getMap('elements')));
}

test('[BO20] what a page draws and writes is taken; twice says nothing new', () => {
  const board = new BoardDocument('whiteboard', [], MOST);
  const update = elements((map) => map.set('a', { type: 'line', points: [[0, 1]] }));
  assert.equal(board.take(update), 'new');
  assert.equal(board.take(update), 'known');
  const notes = new BoardDocument('notes', [], MOST);
  const text = updateOf((doc) => {
    const paragraph = new Y.XmlElement('paragraph');
    doc.getXmlFragment('notes').push([paragraph]);
    paragraph.push([new Y.XmlText('hello')]);
  });
  assert.equal(notes.take(text), 'new');
  board.close();
  notes.close();
});

test('[BO20] what is no update, and what is none of such a document, is not taken and changes nothing', () => {
  const board = new BoardDocument('whiteboard', [elements((map) => map.set('a', 1))], MOST);
  const before = board.whole();
  const refused: [string, Uint8Array][] = [
    ['malformed', new Uint8Array()],
    ['malformed', new Uint8Array([1])],
    ['malformed', new Uint8Array([255, 255, 255, 255, 15, 1, 2, 3])],
    ['foreign', updateOf((doc) => doc.getMap('other').set('a', 1))],
    ['foreign', updateOf((doc) => doc.getMap('elements').set('a', new Y.Map()))],
    ['foreign', updateOf((doc) => doc.getMap('elements').set('a', new Y.Doc()))],
    ['foreign', updateOf((doc) => doc.getXmlFragment('notes').push([new Y.XmlText('x')]))],
    ['foreign', elements((map) => map.set('a', nested(40)))],
  ];
  for (const [fault, bytes] of refused) assert.equal(board.take(bytes), fault);
  assert.equal(board.spoiled, false);
  assert.deepEqual(board.whole(), before);
  board.close();
});

test('[BO20] an update of many structs that are not there costs nothing', () => {
  const doc = new Y.Doc();
  // One client, 2^25 structs, and no byte of them.
  const bomb = new Uint8Array([1, 0x80, 0x80, 0x80, 0x10, 1, 0]);
  const before = process.memoryUsage().heapUsed;
  for (let i = 0; i < 20; i++) assert.deepEqual(checkUpdate('notes', doc, bomb), { fault: 'malformed' });
  assert.ok(process.memoryUsage().heapUsed - before < 50e6);
});

test('[BO20] what builds on something that is missing is refused, until that is there', () => {
  const page = new Y.Doc();
  const sent: Uint8Array[] = [];
  page.on('update', (update: Uint8Array) => sent.push(update));
  page.getMap('elements').set('a', 1);
  page.getMap('elements').set('a', 2);
  page.getMap('elements').delete('a');
  const board = new BoardDocument('whiteboard', [], MOST);
  const [first, second, third] = sent as [Uint8Array, Uint8Array, Uint8Array];
  assert.equal(board.take(second), 'gap');
  assert.equal(board.take(third), 'gap');
  assert.deepEqual(
    [first, second, third].map((update) => board.take(update)),
    ['new', 'new', 'new'],
  );
  assert.equal(board.take(Y.encodeStateAsUpdate(page)), 'known');
  board.close();
});

test('[BO20] nothing is nested so deep that pages cannot show it', () => {
  const page = new Y.Doc();
  const board = new BoardDocument('notes', [], MOST);
  let inner: Y.XmlFragment = page.getXmlFragment('notes');
  const taken: string[] = [];
  for (let i = 0; i < 80 && !board.spoiled; i++) {
    const before = Y.encodeStateVector(page);
    const next = new Y.XmlElement('bulletList');
    inner.insert(0, [next]);
    inner = next;
    taken.push(board.take(Y.encodeStateAsUpdate(page, before)));
  }
  assert.equal(taken.at(-1), 'malformed');
  assert.ok(taken.length > 40 && taken.length < 70, String(taken.length));
  assert.equal(board.spoiled, true);
  board.close();
});

test('[BO22] a full document takes what makes it smaller, and nothing else', () => {
  const board = new BoardDocument('whiteboard', [], 4000);
  const page = new Y.Doc();
  const map = page.getMap('elements');
  const send = (change: () => void) => {
    const before = Y.encodeStateVector(page);
    change();
    return board.take(Y.encodeStateAsUpdate(page, before));
  };
  assert.equal(
    send(() => map.set('a', 'x'.repeat(3000))),
    'new',
  );
  const other = new Y.Doc();
  Y.applyUpdate(other, board.whole());
  other.getMap('elements').set('b', 'x'.repeat(2000));
  const more = Y.encodeStateAsUpdate(other, Y.encodeStateVector(page));
  assert.equal(board.take(more), 'full');
  assert.equal(
    send(() => map.delete('a')),
    'new',
  );
  assert.equal(board.take(more), 'new');
  board.close();
});

function nested(levels: number): unknown {
  return levels === 0 ? 1 : [nested(levels - 1)];
}
