import { loudness, settle } from '../model/level.ts';

/** Calls `tell` with 0 to 1, 25 times a second unless said otherwise, for as long as `track` is followed. */
export function followLevel(track: MediaStreamTrack, tell: (level: number) => void, everyMs = 40): () => void {
  const context = new AudioContext();
  const analyser = context.createAnalyser();
  // As much as passes between two looks, or what is said in between goes unheard.
  analyser.fftSize = everyMs > 100 ? 8192 : 1024;
  const source = context.createMediaStreamSource(new MediaStream([track]));
  source.connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let shown = 0;
  const timer = setInterval(() => {
    if (context.state === 'suspended') void context.resume().catch(() => undefined);
    analyser.getFloatTimeDomainData(samples);
    shown = settle(shown, track.enabled ? loudness(samples) : 0, everyMs);
    tell(shown);
  }, everyMs);
  return () => {
    clearInterval(timer);
    source.disconnect();
    void context.close().catch(() => undefined);
  };
}
