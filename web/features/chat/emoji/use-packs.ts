import { useEffect } from 'react';
import { asFailure, type Failure } from '#kernel/failure.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import type { Sticker, StickerPack, StickerUpload } from '#protocol/stickers.ts';
import { type Action, useAction } from '#web/app/action.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { createSlot } from '../messages/slot.ts';
import { stickerOf } from './sticker-images.ts';

interface Known {
  /** Whose they are. */
  me: string;
  packs?: readonly StickerPack[];
  failure?: Failure;
}

/** What was told last: shown at once when the panel opens again, while it is asked for anew. */
const known = createSlot<Known | undefined>(undefined);

export interface Packs {
  packs: readonly StickerPack[] | undefined;
  failure: Failure | undefined;
  action: Action;
  reload: () => void;
  create: (title: string) => Promise<boolean>;
  rename: (pack: string, title: string) => Promise<boolean>;
  remove: (pack: string) => void;
  drop: (pack: string, sticker: string) => void;
  add: (pack: string, files: readonly File[]) => void;
}

/** The person's stickers, and what they do with them. */
export function usePacks(): Packs {
  const client = useClient();
  const me = useMe()?.id ?? '';
  const action = useAction();
  const now = known.use();
  const mine = now?.me === me ? now : undefined;
  const take = ({ packs }: ResultOf<'sticker.packs'>) => known.set({ me, packs });
  const change = (asking: () => Promise<ResultOf<'sticker.packs'>>) => action.run(async () => take(await asking()));
  function reload() {
    client
      .call('sticker.packs', {})
      .then(take, (error: unknown) => known.set({ ...known.get(), me, failure: asFailure(error) }));
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked once, when the panel opens
  useEffect(reload, []);
  return {
    packs: mine?.packs,
    failure: mine?.failure,
    action,
    reload,
    create: (title) => change(() => client.call('sticker.pack-create', { title })),
    rename: (pack, title) => change(() => client.call('sticker.pack-rename', { pack, title })),
    remove: (pack) => void change(() => client.call('sticker.pack-remove', { pack })),
    drop: (pack, sticker) => void change(() => client.call('sticker.drop', { pack, sticker })),
    add: (pack, files) =>
      void change(async () => {
        for (const file of files) await upload(await stickerOf(file, pack));
        return client.call('sticker.packs', {});
      }).then((worked) => !worked && reload()),
  };

  function upload(body: StickerUpload): Promise<Sticker> {
    return client.request<Sticker>('POST', '/api/v1/stickers', body);
  }
}
