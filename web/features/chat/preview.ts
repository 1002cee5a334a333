import type { ConversationItem } from '#client/view.ts';
import type { UserId } from '#protocol/common.ts';
import type { MessageEvent } from '#protocol/conversations.ts';
import { callLineWords } from '#web/features/calls/call-words.ts';
import { lineWords as callTexts } from '#web/features/calls/line-words.ts';
import { lineWords } from './contents/content-line.ts';
import type { ContentWords } from './contents/words.ts';
import { plainLine } from './messages/markdown.ts';
import { type Naming, systemWords } from './system-words.ts';

/** The second line of a row in the list. `mark` is the word before the text that tells its state. */
export interface Preview {
  mark: 'draft' | 'failed' | undefined;
  text: string;
  sending: boolean;
}

export interface PreviewNaming extends Naming {
  recalled: (who: string) => string;
  contents: ContentWords;
}

/** What a row says of its conversation: a draft, what is on its way, else the last event in words. */
export function previewOf(item: ConversationItem, draft: string, naming: PreviewNaming): Preview {
  const { outgoing } = item;
  if (outgoing?.state === 'failed') return { mark: 'failed', text: saidIn(outgoing, naming), sending: false };
  if (draft.trim() !== '') return { mark: 'draft', text: oneLine(draft), sending: false };
  const { words } = naming;
  if (outgoing) return { mark: undefined, text: words.saidBy(words.you, saidIn(outgoing, naming)), sending: true };
  return { mark: undefined, text: lastWords(item, naming), sending: false };
}

function lastWords({ summary }: ConversationItem, naming: PreviewNaming): string {
  const { me, nameOf, words } = naming;
  const event = summary.last;
  if (event.type !== 'message') return summary.kind === 'direct' ? '' : (systemWords(event, naming) ?? '');
  if (event.recalled) {
    const { by } = event.recalled;
    return naming.recalled(by === me ? words.you : (nameOf(by) ?? words.somebody));
  }
  if (event.content?.type === 'nudge') return nudgeWords(event.by, event.content.user, naming);
  if (event.content?.type === 'call') {
    const texts = callTexts[naming.locale.startsWith('zh') ? 'zh' : 'en'];
    return callLineWords(event.content, event.by === me, texts);
  }
  const text = saidIn(event, naming);
  if (event.by === me) return words.saidBy(words.you, text);
  return summary.kind !== 'direct' ? words.saidBy(nameOf(event.by) ?? words.somebody, text) : text;
}

/** What a message says in one line, its content first. */
function saidIn({ content, text }: Pick<MessageEvent, 'content' | 'text'>, { contents }: PreviewNaming): string {
  return lineWords(content, oneLine(text), contents);
}

function nudgeWords(by: UserId, whom: UserId, { me, nameOf, words, contents }: PreviewNaming): string {
  const who = by === me ? words.you : (nameOf(by) ?? words.somebody);
  return contents.nudged(who, whom === me ? words.youObject : (nameOf(whom) ?? words.somebody));
}

/** Enough of a text for one line. */
function oneLine(text: string): string {
  return plainLine(text.slice(0, 200));
}
