import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import * as Y from 'yjs';
import { Failure } from '#kernel/failure.ts';
import type { BoardFollowRequest, BoardNews, BoardWriteRequest } from '#protocol/boards.ts';
import type { FailureCode } from '#protocol/failures.ts';
import { ManualTimers, settled } from '../testing/manual-timers.ts';
import { fromBase64, toBase64 } from './base64.ts';
import type { BoardCalls } from './board-calls.ts';
import { BoardLink } from './board-link.ts';

/** What the server does, in memory: a log, and questions that are held. */
class Server {
  board = `b_${'1'.repeat(20)}`;
  edit = true;
  /** What writing is answered with. */
  refusal: FailureCode | undefined;
  #doc = new Y.Doc();
  #log: Uint8Array[] = [];
  #wakes = new Set<() => void>();

  wake(): void {
    for (const wake of [...this.#wakes]) wake();
  }

  begin(): void {
    this.board = `b_${'2'.repeat(20)}`;
    this.#doc = new Y.Doc();
    this.#log = [];
    this.wake();
  }

  text(): string {
    return this.#doc.getText('notes').toString();
  }

  /** By one page's connection. */
  calls(line: Line): BoardCalls {
    return {
      follow: async (_number, _kind, known) => {
        const stop = line.check();
        for (;;) {
          const news = this.#news(known);
          if (news !== undefined) return line.answer(news);
          await Promise.race([new Promise<void>((resolve) => this.#wakes.add(resolve)), stop]);
        }
      },
      write: async (_number, _kind, request) => {
        line.check();
        this.#write(request);
        return line.answer(undefined);
      },
      cursor: async () => {},
      open: async () => {},
      kept: async () => assert.fail(),
    };
  }

  #news({ board, seq, edit, cursors }: BoardFollowRequest): BoardNews | undefined {
    const mine = board === this.board ? seq : undefined;
    if (mine === this.#log.length && edit === this.edit && cursors !== undefined) return undefined;
    const missed = this.#log.slice(mine ?? 0);
    const update = missed.length === 0 ? undefined : toBase64(Y.mergeUpdates(missed));
    const news = { board: this.board, seq: this.#log.length, edit: this.edit, cursors: '0' };
    return update === undefined ? news : { ...news, update };
  }

  #write({ board, update }: BoardWriteRequest): void {
    if (this.refusal !== undefined) throw new Failure(this.refusal);
    if (!this.edit) throw new Failure('board.locked');
    if (board !== this.board) throw new Failure('board.other');
    const bytes = fromBase64(update);
    const scratch = new Y.Doc();
    Y.applyUpdate(scratch, Y.encodeStateAsUpdate(this.#doc));
    Y.applyUpdate(scratch, bytes);
    if (scratch.store.pendingStructs !== null || scratch.store.pendingDs !== null) throw new Failure('board.gap');
    Y.applyUpdate(this.#doc, bytes);
    this.#log.push(bytes);
    this.wake();
  }
}

/** A connection that is cut, and whose answers get lost. */
class Line {
  up = true;
  deaf = false;
  #cut = Promise.withResolvers<never>();

  check(): Promise<never> {
    if (!this.up) throw new Failure('network.unreachable');
    this.#cut.promise.catch(() => undefined);
    return this.#cut.promise;
  }

  answer<Value>(value: Value): Value {
    if (!this.up || this.deaf) throw new Failure('network.unreachable');
    return value;
  }

  cut(): void {
    this.up = false;
    this.#cut.promise.catch(() => undefined);
    this.#cut.reject(new Failure('network.unreachable'));
    this.#cut = Promise.withResolvers<never>();
  }
}

function open(server: Server, timers: ManualTimers, seed = 0.5) {
  const line = new Line();
  const options = { calls: server.calls(line), number: '1', kind: 'notes' as const, ticket: undefined };
  const link = new BoardLink({ ...options, timers, random: () => seed });
  link.start();
  const type = (at: number, text: string) => {
    const shared = link.view().doc.getText('notes');
    shared.insert(Math.min(at, shared.length), text);
  };
  return { link, line, type, text: () => link.view().doc.getText('notes').toString() };
}

const step = fc.oneof(
  fc.record({
    do: fc.constant('type' as const),
    who: fc.nat(2),
    at: fc.nat(30),
    text: fc.string({ minLength: 1, maxLength: 4 }),
  }),
  fc.record({ do: fc.constant('cut' as const), who: fc.nat(2) }),
  fc.record({ do: fc.constant('mend' as const), who: fc.nat(2) }),
  fc.record({ do: fc.constant('deaf' as const), who: fc.nat(2), on: fc.boolean() }),
  fc.record({ do: fc.constant('wait' as const), who: fc.nat(0), ms: fc.nat(900) }),
);

test('[BO11] whatever people type and however often they are cut off, all come to the same, and nothing is lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const server = new Server();
      const timers = new ManualTimers();
      const pages = [0.3, 0.5, 0.7].map((seed) => open(server, timers, seed));
      await timers.pass(10);
      let typed = 0;
      for (const one of steps) {
        const page = pages[one.who] as (typeof pages)[number];
        if (one.do === 'type') {
          page.type(one.at, one.text);
          typed += one.text.length;
        }
        if (one.do === 'cut') page.line.cut();
        if (one.do === 'mend') page.line.up = true;
        if (one.do === 'deaf') page.line.deaf = one.on;
        if (one.do === 'wait') await timers.pass(one.ms);
      }
      for (const { line } of pages) Object.assign(line, { up: true, deaf: false });
      await timers.pass(60_000);
      assert.deepEqual(new Set([server.text(), ...pages.map(({ text }) => text())]).size, 1);
      assert.equal(server.text().length, typed);
      assert.ok(pages.every(({ link }) => !link.view().unsaved && link.view().at === 'live'));
      for (const { link } of pages) link.close();
      server.wake();
    }),
    { numRuns: 80, seed: 11 },
  );
});

test('[BO2] [BO22] what is refused is taken back, and said why', async () => {
  for (const code of ['board.locked', 'board.full', 'board.malformed'] as const) {
    const server = new Server();
    const timers = new ManualTimers();
    const page = open(server, timers);
    await timers.pass(10);
    page.type(0, 'kept');
    await timers.pass(1000);
    server.refusal = code;
    page.type(0, 'lost');
    await timers.pass(1000);
    assert.deepEqual([page.text(), page.link.view().refused, page.link.view().unsaved], ['kept', code, false]);
    server.refusal = undefined;
    page.type(4, ' and more');
    await timers.pass(1000);
    page.link.forgetRefusal();
    assert.deepEqual([server.text(), page.link.view().refused], ['kept and more', undefined]);
    page.link.close();
  }
});

test('[BO2] who may not write sends nothing, and begins anew when they may', async () => {
  const server = new Server();
  const timers = new ManualTimers();
  server.edit = false;
  const page = open(server, timers);
  await timers.pass(10);
  page.type(0, 'astray');
  await timers.pass(1000);
  assert.equal(server.text(), '');
  server.edit = true;
  server.wake();
  await timers.pass(1000);
  assert.equal(page.text(), '');
  page.type(0, 'now');
  await timers.pass(1000);
  assert.equal(server.text(), 'now');
  page.link.close();
});

test('[BO10] where the meeting has another document by now, that is shown', async () => {
  const server = new Server();
  const timers = new ManualTimers();
  const page = open(server, timers);
  await timers.pass(10);
  page.type(0, 'old');
  await timers.pass(1000);
  server.begin();
  await timers.pass(1000);
  assert.deepEqual([page.text(), page.link.view().refused], ['', 'board.other']);
  page.type(0, 'new');
  await timers.pass(1000);
  assert.equal(server.text(), 'new');
  page.link.close();
});

test('[BO11] what was typed last goes still when the page is closed', async () => {
  const server = new Server();
  const timers = new ManualTimers();
  const page = open(server, timers);
  await timers.pass(10);
  page.type(0, 'last words');
  page.link.close();
  await settled();
  assert.equal(server.text(), 'last words');
});

test('bytes survive base64, however many', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => assert.deepEqual(fromBase64(toBase64(bytes)), bytes)),
  );
});
