import { useEffect, useState } from 'react';
import type { Client } from '#client/api.ts';
import type { StickerId } from '#protocol/content.ts';
import { stickerPath } from '#protocol/sticker-path.ts';
import type { StickerPicture as Picture, Sticker } from '#protocol/stickers.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { contentWords } from './words.ts';

/** Most pictures that are kept for this page, as addresses of data in memory. */
const MOST_KEPT = 300;
const kept = new Map<StickerId, Promise<string>>();

/** A sticker in a message. Its place is as large as it is going to be before it is there. */
export function StickerPicture({ sticker }: { sticker: Sticker }) {
  const words = useWords(contentWords);
  const source = useStickerSource(sticker.id);
  const scale = Math.min(1, SHOWN_PX / Math.max(sticker.width, sticker.height));
  const [width, height] = [sticker.width * scale, sticker.height * scale];
  const name = sticker.text === '' ? words.sticker : sticker.text;
  return (
    <span className="sticker" style={{ width, height }}>
      {source !== undefined && <img src={source} alt={name} width={width} height={height} draggable={false} />}
    </span>
  );
}

const SHOWN_PX = 160;

/** Undefined while the picture is on its way, or when there is none. */
export function useStickerSource(id: StickerId): string | undefined {
  const client = useClient();
  const online = useStatus().at === 'online';
  const [source, setSource] = useState<string>();
  useEffect(() => {
    // What could not be fetched is asked for again once there is a connection.
    if (!online && !kept.has(id)) return;
    let gone = false;
    sourceOf(client, id).then(
      (address) => !gone && setSource(address),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [client, id, online]);
  return source;
}

function sourceOf(client: Pick<Client, 'request'>, id: StickerId): Promise<string> {
  const known = kept.get(id);
  if (known !== undefined) return known;
  const asked = client
    .request<Picture>('GET', stickerPath(id))
    .then(({ type, picture }) => `data:${type};base64,${picture}`);
  kept.set(id, asked);
  asked.catch(() => kept.delete(id));
  const [oldest] = kept.keys();
  if (kept.size > MOST_KEPT && oldest !== undefined) kept.delete(oldest);
  return asked;
}
