import type { PushSettings } from '#protocol/commands/push.ts';
import type { Language } from '#protocol/failures.ts';
import type { EntryOf } from '#protocol/personal.ts';
import type { PushPayload } from '#protocol/push-payload.ts';
import { MOST_COUNTED, type News } from './telling.ts';
import { lineInWords, PUSH_WORDS } from './words.ts';

export function messagePayload(
  news: News,
  { shows }: PushSettings,
  language: Language,
  badge: number,
): PushPayload & { type: 'message' } {
  const words = PUSH_WORDS[language];
  const author = news.author ?? words.somebody;
  const count = news.count >= MOST_COUNTED ? `${MOST_COUNTED}+` : String(news.count);
  const named = news.direct ? author : (news.title ?? words.group);
  const hidden = shows === 'nothing';
  const title = hidden ? words.app : news.count > 1 ? words.several(named, count) : named;
  const thread = news.thread === undefined ? '' : `?thread=${news.thread}`;
  return {
    ...{ type: 'message', tag: news.topic, title, body: hidden ? words.something : bodyOf(news, shows, language) },
    ...{ path: `/c/${news.conversation}${thread}`, badge, at: news.line.at },
  };
}

function bodyOf(news: News, shows: PushSettings['shows'], language: Language): string {
  const words = PUSH_WORDS[language];
  const author = news.author ?? words.somebody;
  if (shows === 'all') {
    const said = lineInWords(news.line, words);
    return news.direct ? said : words.said(author, said);
  }
  const what = news.mentioned ? words.mentioned : words.something;
  return news.direct ? what : words.said(author, what);
}

export function callPayload(
  call: EntryOf<'call'>,
  { shows }: PushSettings,
  language: Language,
  { caller, pass }: { caller: string | undefined; pass: string },
): PushPayload & { type: 'call' } {
  const words = PUSH_WORDS[language];
  const mode = call.mode === 'video' ? words.videoCall : words.voiceCall;
  const hidden = shows === 'nothing';
  return {
    ...{ type: 'call', tag: callTopic(call.call), title: hidden ? words.app : (caller ?? words.somebody) },
    ...{ body: hidden ? words.ringing : mode, path: `/?answer=${call.call}`, until: call.until ?? 0 },
    ...{ answer: words.answer, decline: words.decline, pass },
  };
}

export function callTopic(call: string): string {
  return `call:${call}`;
}
