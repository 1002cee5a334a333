import { useCallback, useEffect, useState } from 'react';
import { keepPicture, ownPictures, type PictureRefusal, removePicture } from '../effects/own-pictures.ts';
import { isOwn, type OwnBackground } from '../model/background.ts';

interface ShownPicture {
  name: OwnBackground;
  /** Of the picture, while the hook is used. */
  url: string;
}

interface OwnPictures {
  pictures: readonly ShownPicture[];
  refusal: PictureRefusal | undefined;
  /** Resolves with the name of the picture once it is kept. */
  add(file: Blob): Promise<OwnBackground | undefined>;
  remove(name: OwnBackground): Promise<void>;
}

/** Pictures of one's own that this browser keeps. */
export function useOwnPictures(): OwnPictures {
  const [pictures, setPictures] = useState<readonly ShownPicture[]>([]);
  const [refusal, setRefusal] = useState<PictureRefusal>();
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: read anew after each change.
  useEffect(() => {
    let here = true;
    const urls: string[] = [];
    void ownPictures().then((kept) => {
      if (!here) return;
      const shown = kept.map(({ name, picture }) => ({ name, url: URL.createObjectURL(picture) }));
      urls.push(...shown.map(({ url }) => url));
      setPictures(shown);
    });
    return () => {
      here = false;
      for (const url of urls) URL.revokeObjectURL(url);
    };
  }, [turn]);
  const add = useCallback(async (file: Blob) => {
    const kept = await keepPicture(file);
    if (isOwn(kept)) setTurn((before) => before + 1);
    setRefusal(isOwn(kept) ? undefined : kept);
    return isOwn(kept) ? kept : undefined;
  }, []);
  const remove = useCallback(async (name: OwnBackground) => {
    await removePicture(name);
    setRefusal(undefined);
    setTurn((before) => before + 1);
  }, []);
  return { pictures, refusal, add, remove };
}
