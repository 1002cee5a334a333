import { expect, test } from 'vitest';
import type { ChatLine, ChatLines, ChatReadRequest } from '#protocol/meeting-chat.ts';
import { GuestChat } from './guest-chat.ts';

function line(seq: number, more: Partial<ChatLine> = {}): ChatLine {
  return { seq, at: seq, by: 'u_ann', name: 'Ann', text: `${seq}`, ...more };
}

const nothing = async () => undefined;

/** A server that answers what a test hands it, one question after the other. */
function served() {
  const asked: ChatReadRequest[] = [];
  const answers: PromiseWithResolvers<ChatLines>[] = [];
  const waits: number[] = [];
  const next = (): PromiseWithResolvers<ChatLines> => {
    const answer = Promise.withResolvers<ChatLines>();
    answers.push(answer);
    return answer;
  };
  const read = async (_number: string, request: ChatReadRequest) => {
    asked.push(request);
    return next().promise;
  };
  const chat = new GuestChat({
    calls: { read, say: nothing, vote: nothing, keyOf: async (_number, { seq }) => ({ key: `k${seq}` }) },
    number: '123456789',
    ticket: 't',
    wait: async (ms) => void waits.push(ms),
  });
  /** Answers the question that is open, and resolves when the next one is. */
  const answer = async (lines: ChatLines | Error) => {
    const open = answers.at(-1);
    const before = asked.length;
    if (lines instanceof Error) open?.reject(lines);
    else open?.resolve(lines);
    for (let turn = 0; asked.length === before && turn < 20; turn += 1) await Promise.resolve();
  };
  return { chat, asked, waits, answer };
}

test('[MC21] what is new is asked for after what is known; lines that changed take the place of what they were', async () => {
  const { chat, asked, answer } = served();
  void chat.follow();
  await answer({ asOf: 0, lines: [] });
  await answer({ asOf: 3, lines: [line(2), line(3)] });
  await answer({ asOf: 5, lines: [line(2, { text: 'two', edited: true }), line(5, { mine: true })] });
  expect(asked.map(({ after }) => after)).toEqual([undefined, 0, 3, 5]);
  expect(chat.lines().map(({ text }) => text)).toEqual(['two', '3', '5']);
  expect(chat.unread()).toBe(2);
  chat.setOpen(true);
  expect(chat.unread()).toBe(0);
  await answer({ asOf: 6, lines: [line(6)] });
  expect(chat.unread()).toBe(0);
  chat.setOpen(false);
  await answer({ asOf: 7, lines: [line(7)] });
  expect(chat.unread()).toBe(1);
  chat.stop();
});

test('a question that is not answered is asked again after a while; who has left asks no more', async () => {
  const { chat, asked, waits, answer } = served();
  void chat.follow();
  await answer(new Error('no network'));
  expect(waits).toEqual([2000]);
  expect(asked).toHaveLength(2);
  chat.stop();
  await answer({ asOf: 1, lines: [line(1)] });
  expect(asked).toHaveLength(2);
  expect(chat.lines()).toEqual([]);
});

test('[MC24] a file is fetched by the key of its message', async () => {
  const { chat } = served();
  expect(await chat.linkTo(7, 'f_1')).toBe('/api/v1/files/f_1/original?key=k7&save=1');
});
