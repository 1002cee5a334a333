import type { UpTrack } from './up-track.ts';

export interface Speaker {
  readonly id: string;
  /** 0–1, in steps of 1/8. */
  readonly level: number;
}

/** Who speaks in one room (LiveKit's SpeakersChanged). */
export class Speakers {
  /** One participant may have several audio tracks: the loudest counts. */
  add(_participantId: string, _up: UpTrack): void {
    throw new Error('not written yet');
  }

  /** Forgets the track; also happens when it ends. */
  remove(_up: UpTrack): void {
    throw new Error('not written yet');
  }

  /** To be called every 400 ms. Returns what changed since the last call: level 0 = no longer speaking. */
  tick(_nowMs: number): Speaker[] {
    throw new Error('not written yet');
  }

  /** All who speak now, loudest first. */
  get active(): readonly Speaker[] {
    throw new Error('not written yet');
  }
}
