import type { Track, TrackProcessor, VideoProcessorOptions } from 'livekit-client';
import { loadPart } from '#web/app/load-part.ts';
import type { PictureFault } from '../model/effect-faults.ts';
import { type Look, PLAIN } from '../model/look.ts';
import { canChangePicture } from './can-change-picture.ts';
import type { Picture } from './picture.ts';

/** Faults that choosing something else may mend. */
const TRIED_AGAIN: readonly (PictureFault | undefined)[] = ['small', 'off', 'faces-slow', 'faces-off', 'faces-failed'];

/** Effects on a track of LiveKit's. What does not work leaves the picture as it is, and is told. */
export class PictureEffect implements TrackProcessor<Track.Kind.Video, VideoProcessorOptions> {
  readonly name = 'yiqi-picture';
  processedTrack?: MediaStreamTrack;
  readonly #listener: (fault: PictureFault | undefined) => void;
  #fault: PictureFault | undefined;
  #look = PLAIN;
  #picture: Picture | undefined;
  /** Counts what was begun and ended: what was ended while it was fetched does not begin. */
  #turn = 0;

  constructor(tell: (fault: PictureFault | undefined) => void) {
    this.#listener = tell;
  }

  /** Another look, from the next picture on; what was too slow is tried again. */
  use(look: Look): void {
    this.#look = look;
    this.#picture?.use(look);
    const over = this.#fault === 'loading' && look.background === 'none';
    if (over || TRIED_AGAIN.includes(this.#fault)) this.#tell(undefined);
  }

  async init({ track }: Pick<VideoProcessorOptions, 'track'>): Promise<void> {
    if (!canChangePicture()) {
      this.#tell('unsupported');
      return;
    }
    if (track.readyState === 'ended') return; // The camera is off; the next one comes by `restart`.
    const turn = ++this.#turn;
    try {
      const { changePicture } = await loadPart(() => import('./picture.ts'));
      if (turn !== this.#turn) return;
      if (this.#look.background !== 'none') this.#tell('loading');
      this.#picture = changePicture(track, this.#look, ({ fault }) => {
        if (fault !== undefined && turn === this.#turn) this.#tell(fault === 'none' ? undefined : fault);
      });
      this.processedTrack = this.#picture.track;
    } catch {
      this.#tell('failed');
    }
  }

  async restart(options: VideoProcessorOptions): Promise<void> {
    await this.destroy();
    await this.init(options);
  }

  async destroy(): Promise<void> {
    this.#turn++;
    this.#picture?.close();
    this.#picture = undefined;
    delete this.processedTrack;
    this.#tell(undefined);
  }

  #tell(fault: PictureFault | undefined): void {
    if (fault === this.#fault) return;
    this.#fault = fault;
    this.#listener(fault);
  }
}
