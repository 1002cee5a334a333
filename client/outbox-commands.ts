import type { Written } from '#protocol/realtime.ts';
import type { SendMore } from './api.ts';
import type { OutboxItem, OutboxMessage } from './store/store.ts';
import type { Call } from './sync.ts';

/** Asks the server for what the item wants. @throws Failure */
export function sendItem(call: Call, item: OutboxItem): Promise<Written> {
  const { clientId, conversation } = item;
  if (!('change' in item)) {
    const { text, content, mentions, replyTo, thread, alsoSent } = item;
    const more = {
      ...(content === undefined ? {} : { content }),
      ...(mentions === undefined ? {} : { mentions }),
      ...(replyTo === undefined ? {} : { replyTo }),
      ...(thread === undefined ? {} : { thread }),
      ...(alsoSent === undefined ? {} : { alsoSent }),
    };
    return call('message.send', { clientId, conversation, text, ...more });
  }
  const { change } = item;
  const target = { clientId, conversation, seq: change.target };
  switch (change.type) {
    case 'edited': {
      const mentions = change.mentions === undefined ? {} : { mentions: change.mentions };
      return call('message.edit', { ...target, text: change.text, ...mentions });
    }
    case 'recalled':
      return call('message.recall', target);
    case 'reacted':
      return call('message.react', { ...target, emoji: change.emoji, on: change.on });
    case 'pinned':
      return call('message.pin', { ...target, on: change.on });
    case 'voted':
      return call('poll.vote', { ...target, options: change.options ?? [] });
    case 'poll-closed':
      return call('poll.close', target);
  }
}

/** What the outbox keeps of what somebody writes. */
export function saidIn(
  text: string,
  { clientId, content, replyTo, mentions = [], thread, alsoSent, answers }: SendMore,
  quote: OutboxMessage['quote'],
) {
  return {
    text,
    ...(clientId === undefined ? {} : { clientId }),
    ...(content === undefined ? {} : { content }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(answers === undefined ? {} : { replyOf: answers }),
    ...(quote === undefined ? {} : { quote }),
    ...(mentions.length === 0 ? {} : { mentions: [...mentions] }),
    ...(thread === undefined ? {} : { thread }),
    ...(thread !== undefined && alsoSent ? { alsoSent: true as const } : {}),
  };
}
