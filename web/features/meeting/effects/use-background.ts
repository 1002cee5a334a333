import { useEffect, useRef, useState } from 'react';
import type { Background } from '../model/background.ts';
import type { PictureFault } from '../model/effect-faults.ts';
import { PictureEffect } from './picture-effect.ts';

interface Shown {
  track: MediaStreamTrack | undefined;
  fault: PictureFault | undefined;
}

/** One's camera with the chosen background, for oneself. Nothing is shown until it is there. */
export function useBackground(camera: MediaStreamTrack | undefined, background: Background = 'none'): Shown {
  const [changed, setChanged] = useState<MediaStreamTrack>();
  const [fault, setFault] = useState<PictureFault>();
  const used = useRef<PictureEffect>(undefined);
  const on = background !== 'none';
  useEffect(() => {
    if (camera === undefined || !on) return undefined;
    const effect = new PictureEffect(setFault);
    let here = true;
    used.current = effect;
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
  // biome-ignore lint/correctness/useExhaustiveDependencies: another camera has another effect.
  useEffect(() => {
    if (background !== 'none') used.current?.use(background);
  }, [background, camera]);
  return { track: on ? changed : camera, fault };
}
