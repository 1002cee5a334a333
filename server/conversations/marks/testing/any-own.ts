import type { PollContent } from '#protocol/polls.ts';
import { anyText, type Chooser } from '../../../testing/fuzz.ts';
import type { OwnCommands } from '../../own-commands.ts';

interface Around {
  conversation: string;
  clientId: string;
  /** A client id that may have been used before. */
  item: string;
  seq: number;
  people: () => string[];
}

export function isOwnCommand(name: string): name is keyof OwnCommands {
  return /^(message[.](star|stars|erase|schedule|reschedule|unschedule|scheduled)|draft[.]set|poll[.].*|voice[.]heard)$/.test(
    name,
  );
}

/** Parameters of the right shape with anything in them, for the fuzzer of commands. */
export function anyOwn(choose: Chooser, name: keyof OwnCommands, around: Around): object {
  const { conversation, clientId, item, seq, people } = around;
  const target = { conversation, seq };
  const mentions = choose.chance(0.7) ? {} : { mentions: [...people(), 'here'] };
  const reply = choose.chance(0.7) ? {} : { replyTo: seq };
  const thread = choose.chance(0.7) ? {} : { thread: seq, ...(choose.chance(0.5) ? { alsoSent: true } : {}) };
  const at = choose.of([0, 1_700_000_000_000 + choose.below(1e9), Number.MAX_SAFE_INTEGER]);
  switch (name) {
    case 'message.star':
      return { ...target, on: choose.chance(0.7) };
    case 'message.stars': {
      const page = choose.chance(0.7) ? {} : { page: choose.of(['', '0', '5', 'x', `${Number.MAX_SAFE_INTEGER}`]) };
      return { ...page, ...(choose.chance(0.5) ? {} : { query: anyText(choose).slice(0, 60) }) };
    }
    case 'message.erase':
      return { conversation, seqs: [...new Set([seq, seq + choose.below(3), choose.below(40)])] };
    case 'message.schedule':
      return { clientId, conversation, text: anyText(choose), ...mentions, ...reply, ...thread, at };
    case 'message.reschedule':
      return { item, ...(choose.chance(0.5) ? { text: anyText(choose), ...mentions } : {}), at };
    case 'message.unschedule':
    case 'message.scheduled':
      return { item };
    case 'draft.set':
      return { conversation, text: anyText(choose).slice(0, 10_000), ...mentions, ...reply, ago: choose.below(1e6) };
    case 'poll.vote':
      return { clientId, ...target, options: choose.of([[], [0], [1], [9], [0, 1], [1, 0]]) };
    case 'poll.close':
      return { clientId, ...target };
    case 'voice.heard':
      return { conversation, seqs: [...new Set([seq, choose.below(40)])] };
    case 'poll.voters':
      return { ...target, option: choose.below(10) };
  }
}

export function anyPoll(choose: Chooser): PollContent {
  const options = [...new Set(Array.from({ length: 2 + choose.below(3) }, () => anyText(choose).slice(0, 100) || 'a'))];
  const closesAt = choose.chance(0.7) ? {} : { closesAt: 1_700_000_000_000 + choose.below(2e9) };
  return {
    type: 'poll',
    question: choose.chance(0.8) ? 'q' : anyText(choose).slice(0, 300) || 'q',
    options: options.length > 1 && choose.chance(0.3) ? options : ['a', 'b', 'c'],
    ...(choose.chance(0.5) ? { multiple: true as const } : {}),
    ...(choose.chance(0.5) ? { anonymous: true as const } : {}),
    ...closesAt,
  };
}
