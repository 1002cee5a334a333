import type { Client } from '#client/api.ts';

/** Shows on the app's icon how many conversations have something unread that are not muted: docs/spec/push.md [PN16]. */
export function followBadge(client: Client): void {
  const { setAppBadge, clearAppBadge } = navigator as Partial<Pick<Navigator, 'setAppBadge' | 'clearAppBadge'>>;
  if (setAppBadge === undefined || clearAppBadge === undefined) return;
  let shown = -1;
  const look = () => {
    const count = client.me() === undefined ? 0 : unreadConversations(client);
    if (count === shown) return;
    shown = count;
    const done = count === 0 ? clearAppBadge.call(navigator) : setAppBadge.call(navigator, count);
    done.catch(() => undefined);
  };
  client.subscribe(look);
  look();
}

function unreadConversations(client: Client): number {
  const chats = client.personal('chat');
  return client
    .conversations()
    .filter(({ id, summary }) => summary.messageCount > summary.read.count && !chats.get(`chat:${id}`)?.muted).length;
}
