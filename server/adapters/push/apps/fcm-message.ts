import type { PushMessage } from '#server/push/ports.ts';

/** What Google's service is given (`projects.messages.send`): docs/spec/push.md [PN44]. */
export function fcmMessage(token: string, { payload, ttlSeconds, urgency, topic }: PushMessage): object {
  const id = topic ?? payload.tag;
  // Calls ring by the app itself, which has the buttons; what is taken away shows nothing.
  const shown = payload.type === 'message' || payload.type === 'notice' ? payload : undefined;
  const quiet = shown?.type === 'message' && shown.quiet === true;
  const notification = {
    tag: id,
    channel_id: quiet ? 'quiet' : 'messages',
    ...(shown?.type === 'message' ? { notification_count: shown.badge } : {}),
  };
  return {
    token,
    data: { yiqi: JSON.stringify({ id, ...payload }) },
    ...(shown === undefined ? {} : { notification: { title: shown.title, body: shown.body } }),
    android: {
      collapse_key: id,
      priority: payload.type !== 'close' && urgency === 'high' ? 'HIGH' : 'NORMAL',
      ttl: `${Math.max(0, Math.round(ttlSeconds))}s`,
      ...(shown === undefined ? {} : { notification }),
    },
  };
}
