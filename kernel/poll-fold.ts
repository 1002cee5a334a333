import type { TimeMs, UserId } from '#protocol/common.ts';
import type { EventOf, MessageLine } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { PollChoice, PollContent, PollState } from '#protocol/polls.ts';

/**
 * What votes do to a poll's line, the same on the server and on every client: docs/spec/polls.md. The event of an
 * anonymous vote names nobody; what the reader chose themself comes by their own log.
 */

export function pollOf(line: Pick<MessageLine, 'content'>): PollContent | undefined {
  return line.content?.type === 'poll' ? line.content : undefined;
}

/** What a poll says that nobody has touched yet. */
export function freshPoll(poll: Pick<PollContent, 'options'>): PollState {
  return { counts: poll.options.map(() => 0), voters: 0 };
}

/** [PO5] Whether nobody can vote any more at `now`, by the server's clock in ms. */
export function isPollClosed(line: MessageLine, now: TimeMs): boolean {
  const closesAt = pollOf(line)?.closesAt;
  return line.poll?.closed !== undefined || (closesAt !== undefined && now >= closesAt);
}

export function foldVote(line: MessageLine, event: EventOf<'voted'>): MessageLine {
  const poll = pollOf(line);
  if (poll === undefined) return line;
  const before = line.poll ?? freshPoll(poll);
  const names = event.options === undefined ? {} : { names: withName(poll, before, event.by, event.options) };
  return withPoll(line, { ...before, ...event.tally, ...names });
}

export function foldPollClosed(line: MessageLine, { by, at }: EventOf<'poll-closed'>): MessageLine {
  const poll = pollOf(line);
  return poll === undefined ? line : withPoll(line, { ...(line.poll ?? freshPoll(poll)), closed: { by, at } });
}

/** The line with what the reader chose; nothing chosen: their vote is taken back. */
export function withOwnVote(line: MessageLine, options: PollChoice): MessageLine {
  const poll = pollOf(line);
  if (poll === undefined || line.recalled) return line;
  const { mine: _, ...rest } = line.poll ?? freshPoll(poll);
  return withPoll(line, options.length === 0 ? rest : { ...rest, mine: options });
}

/** The line as it will be when the reader's own vote has been stored. */
export function withPendingVote(line: MessageLine, me: UserId, options: PollChoice): MessageLine {
  const poll = pollOf(line);
  if (poll === undefined || line.recalled) return line;
  const before = line.poll ?? freshPoll(poll);
  const tally = revote(before, before.mine ?? [], options);
  const names = poll.anonymous ? {} : { names: withName(poll, before, me, options) };
  return withOwnVote(withPoll(line, { ...before, ...tally, ...names }), options);
}

/** The tally after somebody chose `after` in place of `before`. */
export function revote(
  { counts, voters }: Pick<PollState, 'counts' | 'voters'>,
  before: PollChoice,
  after: PollChoice,
) {
  return {
    counts: counts.map((count, option) => count + Number(after.includes(option)) - Number(before.includes(option))),
    voters: voters + Number(after.length > 0) - Number(before.length > 0),
  };
}

function withName(poll: PollContent, state: PollState, user: UserId, options: PollChoice): UserId[][] {
  return poll.options.map((_, option) => {
    const others = (state.names?.[option] ?? []).filter((one) => one !== user);
    return options.includes(option) && others.length < LIMITS.pollNames ? [...others, user] : others;
  });
}

/** Nothing stands for a poll that nothing has become of, so that equal lines are equal. */
function withPoll(line: MessageLine, state: PollState): MessageLine {
  const { poll: _, ...rest } = line;
  const untouched = state.voters === 0 && state.closed === undefined && state.mine === undefined;
  if (untouched) return rest;
  const { names, ...counted } = state;
  const named = names?.some((some) => some.length > 0) ? { names } : {};
  return { ...rest, poll: { ...counted, ...named } };
}
