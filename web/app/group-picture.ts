import { useEffect, useState } from 'react';
import type { Client } from '#client/api.ts';
import type { ConversationId } from '#protocol/common.ts';
import { useClient, useStatus } from './client.tsx';

type Size = 'large' | 'small';

/** Pictures by their names, which are never used for another one. */
const known = new Map<string, string>();
const asked = new Map<string, Promise<string>>();
const MOST_KEPT = 200;

/** A group's own picture, which only members may fetch. Undefined while there is none, or it isn't here yet. */
export function useGroupPicture(
  conversation: ConversationId,
  name: string | undefined,
  size: Size,
): string | undefined {
  const client = useClient();
  const online = useStatus().at === 'online';
  const key = `${name} ${size}`;
  const [, setArrived] = useState('');
  useEffect(() => {
    if (name === undefined || !online || known.has(key)) return;
    let wanted = true;
    fetchPicture(client, conversation, name, size).then(
      () => wanted && setArrived(key),
      () => {},
    );
    return () => {
      wanted = false;
    };
  }, [client, conversation, name, size, key, online]);
  return known.get(key);
}

function fetchPicture(client: Client, conversation: ConversationId, name: string, size: Size): Promise<string> {
  const key = `${name} ${size}`;
  const request =
    asked.get(key) ??
    client.call('conversation.picture', { conversation, name, size }).then(({ type, data }) => {
      const url = `data:${type};base64,${data}`;
      if (known.size >= MOST_KEPT) known.delete(known.keys().next().value ?? '');
      known.set(key, url);
      return url;
    });
  asked.set(key, request);
  request.finally(() => asked.delete(key)).catch(() => {});
  return request;
}
