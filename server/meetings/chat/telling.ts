import type { Person, UserId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { ChatLine } from '#protocol/meeting-chat.ts';

/** [MC21] A message as guests are told of it: nothing that leads to what members alone may have. */
export function chatLine(line: MessageLine, people: ReadonlyMap<UserId, Person>, me: UserId): ChatLine {
  const { seq, at, by, text, content, quote, recalled, editedAt, reactions } = line;
  const author = people.get(by);
  const marks = {
    ...(author?.guest && { guest: true as const }),
    ...(by === me && { mine: true as const }),
    ...(recalled && { recalled: true as const }),
    ...(editedAt !== undefined && { edited: true as const }),
  };
  const head = { seq, at, by, name: author?.nickname ?? '', ...marks };
  if (recalled) return { ...head, text: '' };
  return {
    ...head,
    text,
    ...(quote && !quote.recalled && { quote: { name: people.get(quote.by)?.nickname ?? '', text: quote.text } }),
    ...(content && { what: content.type }),
    ...(content?.type === 'files' && { files: content.items.map(({ id, name, size }) => ({ id, name, size })) }),
    ...pollOf(line),
    ...(reactions && { reactions: reactions.map(({ emoji, count }) => ({ emoji, count })) }),
  };
}

function pollOf({ content, poll }: MessageLine): Pick<ChatLine, 'poll'> {
  if (content?.type !== 'poll') return {};
  const { question, options, multiple, anonymous, closesAt } = content;
  const { counts, voters } = poll ?? { counts: options.map(() => 0), voters: 0 };
  const rules = {
    ...(multiple && { multiple }),
    ...(anonymous && { anonymous }),
    ...(closesAt !== undefined && { closesAt }),
  };
  const own = { ...(poll?.mine && { mine: poll.mine }), ...(poll?.closed && { closed: true as const }) };
  return { poll: { question, options, tally: { counts, voters }, ...rules, ...own } };
}
