import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ConversationEvent } from '#protocol/conversations.ts';
import type { MadeRoom } from '../people/acts.ts';
import { Ledger } from '../people/ledger.ts';
import type { Finding } from './finding.ts';
import { checkLog } from './logs.ts';
import { checkSight } from './sight.ts';

/** A checker that finds nothing has to be one that would have found something. */

const IDS = ['u_ann', 'u_bob', 'u_eve'];
const ROOM: MadeRoom = {
  n: 0,
  kind: 'restless',
  id: 'c',
  stay: [0],
  float: [1],
  outside: [2],
  out: new Set(),
  turning: false,
};

type Made = Record<string, unknown> & { type: ConversationEvent['type'] };

/** A log of these, by Ann where nothing else is said. */
function logOf(...events: Made[]): ConversationEvent[] {
  return events.map((event, at) => {
    return { conversation: 'c', seq: at + 1, at: 1, count: 0, by: 'u_ann', ...event } as unknown as ConversationEvent;
  });
}

const CREATED: Made = { type: 'created', kind: 'group', title: '', members: ['u_bob'] };
const REMOVED: Made = { type: 'member-removed', member: 'u_bob' };
const ADDED: Made = { type: 'members-added', members: ['u_bob'] };

/** Ann writes; the server answers with the place. */
function sends(ledger: Ledger, clientId: string, seq: number): Made {
  const text = ledger.token({ room: 0, by: 0, of: 'message' });
  ledger.wrote(0, 0, clientId);
  ledger.sent(clientId, text, 1);
  ledger.answered({ person: 0, command: 'message.send', clientId, conversation: 'c', seq }, 2);
  return { type: 'message', clientId, text };
}

const kinds = (found: readonly Finding[]) => found.map(({ wrong }) => wrong);
const logKinds = (ledger: Ledger, ...events: Made[]) => kinds(checkLog(ROOM, logOf(...events), ledger, IDS));
const sightKinds = (ledger: Ledger, ...events: Made[]) => kinds(checkSight(ROOM, logOf(...events), ledger, IDS));

test('a log that holds what was answered is right', () => {
  const ledger = new Ledger();
  assert.deepEqual(logKinds(ledger, CREATED, sends(ledger, 'a', 2), sends(ledger, 'b', 3)), []);
});

test('what was answered and is not there, or is something else, is lost', () => {
  const ledger = new Ledger();
  const first = sends(ledger, 'a', 2);
  sends(ledger, 'b', 3);
  assert.deepEqual(logKinds(ledger, CREATED, first), ['lost']);
  assert.deepEqual(logKinds(ledger, CREATED, first, { type: 'renamed', title: 'x' }), ['lost']);
  const edit = { person: 0, command: 'message.edit', clientId: 'e', conversation: 'c', seq: 3, target: 2 };
  const other = new Ledger();
  const message = sends(other, 'a', 2);
  other.answered(edit, 1);
  assert.deepEqual(logKinds(other, CREATED, message, { type: 'edited', target: 2, text: 'x' }), []);
  assert.deepEqual(logKinds(other, CREATED, message, { type: 'edited', target: 1, text: 'x' }), ['lost']);
});

test('what is there twice is doubled', () => {
  const ledger = new Ledger();
  const message = sends(ledger, 'a', 2);
  assert.deepEqual(logKinds(ledger, CREATED, message, message), ['doubled']);
});

test('what is there in another order than it was written is reordered', () => {
  const ledger = new Ledger();
  const [first, second] = [sends(ledger, 'a', 3), sends(ledger, 'b', 2)];
  assert.deepEqual(logKinds(ledger, CREATED, second, first), ['reordered']);
});

test('a repeat that is answered otherwise is wrong', () => {
  const ledger = new Ledger();
  sends(ledger, 'a', 2);
  ledger.answered({ person: 0, command: 'message.send', clientId: 'a', conversation: 'c', seq: 9 }, 3);
  assert.equal(ledger.wrong.length, 1);
});

test('who is shown what was written while they were out, or who never was in, is found', () => {
  const ledger = new Ledger();
  const [before, after] = [sends(ledger, 'a', 2), sends(ledger, 'b', 4)];
  const events = [CREATED, before, REMOVED, after];
  ledger.heard(1, `{"text":"${String(before['text'])} hello"}`, 5);
  assert.deepEqual(sightKinds(ledger, ...events), []);
  ledger.heard(1, `{"text":"${String(after['text'])} hello"}`, 6);
  ledger.heard(2, String(before['text']), 7);
  assert.deepEqual(sightKinds(ledger, ...events), ['shown to the wrong person', 'shown to the wrong person']);
});

test('who is brought in again sees it all, and not before', () => {
  for (const [seenAtMs, expected] of [
    [9, ['shown to the wrong person']],
    [11, []],
  ] as const) {
    const ledger = new Ledger();
    const away = sends(ledger, 'a', 3);
    ledger.joinings.push({ room: 0, person: 1, clientId: 'add', askedAtMs: 10 });
    ledger.answered({ person: 0, command: 'member.add', clientId: 'add', conversation: 'c', seq: 4 }, 12);
    ledger.heard(1, String(away['text']), seenAtMs);
    assert.deepEqual(sightKinds(ledger, CREATED, REMOVED, away, ADDED), expected);
  }
});

test('a text that was recalled since is known by the place at which it was answered', () => {
  const ledger = new Ledger();
  const message = sends(ledger, 'a', 3);
  ledger.heard(1, String(message['text']), 5);
  assert.deepEqual(sightKinds(ledger, CREATED, REMOVED, { ...message, text: '' }), ['shown to the wrong person']);
});
