import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DraftEntry } from '#protocol/personal.ts';
import { noteDraftMentions } from './draft-mentions.ts';
import { DraftSync } from './draft-sync.ts';
import { clearDrafts, readDraft, writeDraft } from './drafts.ts';

const ME = 'u_1';
const CHAT = 'c_1';

/** A browser's storage: what is kept are its own enumerable keys. */
function storage(): Storage {
  const methods = {
    getItem: (key: string) => (Object.hasOwn(kept, key) ? kept[key] : null),
    setItem(key: string, value: string) {
      kept[key] = value;
    },
    removeItem: (key: string) => void delete kept[key],
  };
  const kept = Object.create(methods) as Record<string, string>;
  return kept as unknown as Storage;
}

/** The part of a client that drafts need. */
function device() {
  const listeners = new Set<() => void>();
  let entries: ReadonlyMap<string, DraftEntry> = new Map();
  const told: object[] = [];
  return {
    told,
    hear(text: string | undefined) {
      const entry: DraftEntry = { type: 'draft', seq: 1, conversation: CHAT, text: text ?? '', at: 1 };
      entries = text === undefined ? new Map() : new Map([[`draft:${CHAT}`, entry]]);
      for (const listener of listeners) listener();
    },
    client: {
      keep: (change: { with: object }) => void told.push(change.with),
      personal: () => entries,
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => void listeners.delete(listener);
      },
      status: () => ({ at: 'online' }),
      on: () => () => {},
    } as unknown as ConstructorParameters<typeof DraftSync>[0],
  };
}

let stop = () => {};

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('localStorage', storage());
  const target = { addEventListener: () => {}, removeEventListener: () => {}, visibilityState: 'visible' };
  vi.stubGlobal('document', target);
  vi.stubGlobal('addEventListener', () => {});
  vi.stubGlobal('removeEventListener', () => {});
  clearDrafts();
});

afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('what is half written is told once it rests, and its end at once', () => {
  const { client, told } = device();
  stop = new DraftSync(client, ME).start();
  for (const text of ['H', 'Ha', 'Half']) {
    writeDraft(ME, CHAT, text);
    vi.advanceTimersByTime(600);
  }
  expect(told).toEqual([]);
  vi.advanceTimersByTime(500);
  expect(told).toEqual([{ conversation: CHAT, text: 'Half', ago: 0 }]);
  writeDraft(ME, CHAT, '');
  vi.advanceTimersByTime(1);
  expect(told.at(-1)).toEqual({ conversation: CHAT, text: '', ago: 0 });
});

test('the draft of a thread is told as such, and what waits goes out when one leaves', () => {
  const { client, told } = device();
  const leave = new DraftSync(client, ME).start();
  writeDraft(ME, `${CHAT}:7`, 'reply');
  leave();
  expect(told).toEqual([{ conversation: CHAT, thread: 7, text: 'reply', ago: 0 }]);
});

test('what was written elsewhere comes, but never over what is being written here', () => {
  const { client, hear, told } = device();
  stop = new DraftSync(client, ME).start();
  hear('from the phone');
  expect(readDraft(ME, CHAT)).toBe('from the phone');
  expect(told).toEqual([]);
  writeDraft(ME, CHAT, 'being written');
  hear('from the phone, later');
  expect(readDraft(ME, CHAT)).toBe('being written');
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([{ conversation: CHAT, text: 'being written', ago: 0 }]);
  hear('being written');
  hear(undefined);
  expect(readDraft(ME, CHAT)).toBe('');
});

test('a draft of before is told if it never was, and goes if it has ended elsewhere', () => {
  const first = device();
  writeDraft(ME, CHAT, 'never told');
  const leave = new DraftSync(first.client, ME).start();
  vi.advanceTimersByTime(2000);
  expect(first.told).toEqual([{ conversation: CHAT, text: 'never told', ago: 0 }]);
  leave();
  stop = new DraftSync(device().client, ME).start();
  vi.advanceTimersByTime(2000);
  expect(readDraft(ME, CHAT)).toBe('');
});

test('what is too long for other devices stays here', () => {
  const { client, told } = device();
  stop = new DraftSync(client, ME).start();
  writeDraft(ME, CHAT, 'x'.repeat(10_001));
  vi.advanceTimersByTime(2000);
  expect(told).toEqual([]);
});

test('[KP33] a draft is told with whom it mentions, one that has ended with nobody', () => {
  const { client, told } = device();
  stop = new DraftSync(client, ME).start();
  noteDraftMentions(CHAT, () => ['u_2', 'all']);
  writeDraft(ME, CHAT, '@Ben and @all');
  vi.advanceTimersByTime(1100);
  expect(told.at(-1)).toEqual({ conversation: CHAT, text: '@Ben and @all', mentions: ['u_2', 'all'], ago: 0 });
  writeDraft(ME, CHAT, '');
  vi.advanceTimersByTime(1);
  expect(told.at(-1)).toEqual({ conversation: CHAT, text: '', ago: 0 });
});
