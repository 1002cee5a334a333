import type { PushPayload } from '#protocol/push-payload.ts';

/**
 * What Apple's service is given: docs/spec/push.md [PN43]. `id` is what it shows the notification under (its collapse id),
 * and by which the app takes it away.
 */
export function apnsBody(payload: PushPayload, id: string): object {
  // Nothing else may stand in the `aps` of a push that shows nothing: the app sets the badge itself.
  if (payload.type === 'close') return { aps: { 'content-available': 1 }, yiqi: { id, ...payload } };
  const { title, body, ...more } = payload;
  const aps = {
    alert: { title, body },
    'thread-id': id,
    ...(payload.type === 'message' ? { badge: payload.badge } : {}),
    ...(payload.type === 'message' && payload.quiet === true ? {} : { sound: 'default' }),
    ...(payload.type === 'call' ? { category: 'call', 'interruption-level': 'time-sensitive' } : {}),
  };
  return { aps, yiqi: { id, ...more } };
}
