import type { DownTrack } from './down-track.ts';

/** One packet of a talker's, ready for those who listen. */
export interface Sound {
  readonly listeners: readonly DownTrack[];
  give(listener: DownTrack): void;
  /** Everybody has it. */
  done(): void;
}

/**
 * Packets of several talkers that came together, given to one listener after the other: what a listener's line needs in
 * memory is fetched once for all of them, and they may leave in one message. So the longer packets had to wait, the less
 * each one costs.
 */
export class SoundRound {
  readonly #soon: (run: () => void) => void;
  #waiting: Sound[] = [];

  /** `soon` calls back once all that came together has been taken. */
  constructor(soon: (run: () => void) => void) {
    this.#soon = soon;
  }

  add(sound: Sound): void {
    if (this.#waiting.push(sound) === 1) this.#soon(() => this.run());
  }

  run(): void {
    const sounds = this.#waiting;
    this.#waiting = [];
    let most = 0;
    for (const { listeners } of sounds) most = Math.max(most, listeners.length);
    // Those who listen to several came in the same order to each.
    for (let i = 0; i < most; i++) {
      for (const sound of sounds) {
        const listener = sound.listeners[i];
        if (listener) sound.give(listener);
      }
    }
    for (const sound of sounds) sound.done();
  }
}
