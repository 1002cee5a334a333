import { freshPoll } from '#kernel/poll-fold.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { PollChoice, PollContent } from '#protocol/polls.ts';

/** One answer as its card shows it. */
export interface Answer {
  text: string;
  count: number;
  /** Of those who voted, in whole percent. */
  percent: number;
  mine: boolean;
  /** Of those with the most votes. */
  leads: boolean;
}

export function answersOf(line: Pick<MessageLine, 'poll'>, poll: Pick<PollContent, 'options'>): Answer[] {
  const { counts, voters, mine = [] } = line.poll ?? freshPoll(poll);
  const most = Math.max(...counts);
  return poll.options.map((text, option) => {
    const count = counts[option] ?? 0;
    const percent = voters === 0 ? 0 : Math.round((count / voters) * 100);
    return { text, count, percent, mine: mine.includes(option), leads: count > 0 && count === most };
  });
}

/** What the person chooses when they press an answer. A second press takes it back. */
export function choiceAfter(poll: Pick<PollContent, 'multiple'>, mine: PollChoice, option: number): PollChoice {
  if (mine.includes(option)) return mine.filter((one) => one !== option);
  return poll.multiple ? [...mine, option].sort((a, b) => a - b) : [option];
}
