import type { DownTrack } from './down-track.ts';

/** One packet of a talker's, ready for those who listen. */
export interface Sound {
  readonly listeners: readonly DownTrack[];
  /** Forgets the packet that waits: listeners are to see no hole. */
  leaveOut(): void;
  give(listener: DownTrack): void;
  /** Everybody has it. */
  done(): void;
}

/** A look at the clock is late by more than this when a turn of the event loop takes too long. */
const LATE_MS = 30;
/** Turns that were late by this together, one after the other, tell of too much to do; a single one may have other reasons. */
const STRAINED_MS = 150;
/** It is over when nothing had to be left out for so long. */
const RELIEVED_MS = 500;

/**
 * Packets of several talkers that came together, given to one listener after the other: what a listener's line needs in
 * memory is fetched once for all of them, and they may leave in one message. So the longer packets had to wait, the less
 * each one costs. If that is not enough, the latest packet of each talker goes and those before it are left out: sound that
 * waits helps nobody, and what a listener does not miss is not asked for.
 */
export class SoundRound {
  readonly #soon: (run: () => void) => void;
  #waiting: Sound[] = [];
  /** By how much turns were late together since one was in time. */
  #lateMs = 0;
  /** Something was left out since the last look. */
  #leavesOut = false;
  #strainedUntil = Number.NEGATIVE_INFINITY;
  #isStrained = false;

  /** `soon` calls back once all that came together has been taken. */
  constructor(soon: (run: () => void) => void) {
    this.#soon = soon;
  }

  /** There is more to do than time for it. */
  get isStrained(): boolean {
    return this.#isStrained;
  }

  /** To be told regularly by how much a timer was late. */
  noteLate(lateMs: number, nowMs: number): void {
    this.#lateMs = lateMs > LATE_MS ? this.#lateMs + lateMs : 0;
    if (this.#lateMs > STRAINED_MS || this.#leavesOut) this.#strainedUntil = nowMs + RELIEVED_MS;
    this.#leavesOut = false;
    this.#isStrained = nowMs < this.#strainedUntil;
  }

  /** The next packet of a talker has come before the one that waits was given to anybody. */
  makeRoom(sound: Sound): void {
    if (this.#isStrained) {
      this.#leavesOut = true;
      sound.leaveOut();
    } else this.run();
  }

  add(sound: Sound): void {
    if (this.#waiting.includes(sound)) return;
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
