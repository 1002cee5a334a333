import { useEffect, useState } from 'react';
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
  useEffect(() => {
    if (camera === undefined || background === 'none') return undefined;
    const effect = new PictureEffect(setFault);
    let here = true;
    effect.use(background);
    void effect.init({ track: camera }).then(() => {
      if (here) setChanged(effect.processedTrack ?? camera);
      else void effect.destroy();
    });
    return () => {
      here = false;
      setChanged(undefined);
      setFault(undefined);
      void effect.destroy();
    };
  }, [camera, background]);
  return { track: background === 'none' ? camera : changed, fault };
}
