/** Loud enough to be speech nearby, on the scale of `loudness`. */
const SPEECH = 0.5;
/** So many of the last looks must be loud: a cough or a door is no talk. */
const LOUD_LOOKS = 4;
const LAST_LOOKS = 8;

/** Whether somebody talks, guessed from how loud their microphone is. */
export class TalkGuess {
  #last: boolean[] = [];

  /** Takes the level of another look, 0 to 1. */
  hear(level: number): boolean {
    this.#last = [...this.#last, level >= SPEECH].slice(-LAST_LOOKS);
    return this.#last.filter(Boolean).length >= LOUD_LOOKS;
  }
}
