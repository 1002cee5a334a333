import { useEffect, useRef, useState } from 'react';
import type { PictureFault } from '../model/effect-faults.ts';
import { isPlain, type Look } from '../model/look.ts';
import { PictureEffect } from './picture-effect.ts';

interface Shown {
  track: MediaStreamTrack | undefined;
  fault: PictureFault | undefined;
}

/** One's camera with the chosen effects, for oneself. Nothing is shown until it is there. */
export function useLook(camera: MediaStreamTrack | undefined, { background, sticker, beauty }: Look): Shown {
  const [changed, setChanged] = useState<MediaStreamTrack>();
  const [fault, setFault] = useState<PictureFault>();
  const used = useRef<PictureEffect>(undefined);
  const on = !isPlain({ background, sticker, beauty });
  // biome-ignore lint/correctness/useExhaustiveDependencies: another look goes to the effect that is on, below.
  useEffect(() => {
    if (camera === undefined || !on) return undefined;
    const effect = new PictureEffect(setFault);
    let here = true;
    used.current = effect;
    effect.use({ background, sticker, beauty });
    void effect.init({ track: camera }).then(() => {
      if (here) setChanged(effect.processedTrack ?? camera);
      else void effect.destroy();
    });
    return () => {
      here = false;
      setChanged(undefined);
      used.current = undefined;
      void effect.destroy();
    };
  }, [camera, on]);
  useEffect(() => used.current?.use({ background, sticker, beauty }), [background, sticker, beauty]);
  return { track: on ? changed : camera, fault };
}
