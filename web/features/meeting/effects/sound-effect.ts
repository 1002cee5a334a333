import type { AudioProcessorOptions, Track, TrackProcessor } from 'livekit-client';
import { loadPart } from '#web/app/load-part.ts';
import type { Suppressed } from './suppressor.ts';

/** Strong noise suppression on a track of LiveKit's: another microphone in its place is cleaned as well. */
export class SoundEffect implements TrackProcessor<Track.Kind.Audio, AudioProcessorOptions> {
  readonly name = 'yiqi-suppressor';
  processedTrack?: MediaStreamTrack;
  /** The microphone as it is, heard here though one is muted. */
  source: MediaStreamTrack | undefined;
  #suppressed: Suppressed | undefined;
  /** Counts what was begun and ended: what was ended while it was fetched does not go on. */
  #turn = 0;

  async init({ track }: AudioProcessorOptions): Promise<void> {
    const turn = ++this.#turn;
    this.source = track;
    const { suppress } = await loadPart(() => import('./suppressor.ts'));
    const suppressed = await suppress(track);
    if (turn !== this.#turn) {
      suppressed.close();
      return;
    }
    this.#suppressed = suppressed;
    this.processedTrack = suppressed.track;
  }

  async restart(options: AudioProcessorOptions): Promise<void> {
    await this.destroy();
    await this.init(options);
  }

  async destroy(): Promise<void> {
    this.#turn++;
    this.#suppressed?.close();
    this.#suppressed = undefined;
    this.source = undefined;
    delete this.processedTrack;
  }
}
