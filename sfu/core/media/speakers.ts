import { AudioLevel } from './audio-level.ts';
import type { UpTrack } from './up-track.ts';

export interface Speaker {
  readonly id: string;
  /** 0–1, in steps of 1/8; 0 = no longer speaking. */
  readonly level: number;
}

interface Heard {
  readonly participantId: string;
  readonly level: AudioLevel;
  readonly stop: () => void;
}

/** Who speaks in one room (LiveKit's SpeakersChanged). */
export class Speakers {
  readonly #heard = new Map<UpTrack, Heard>();
  #active: readonly Speaker[] = [];

  /** Listens to an audio track until it ends. A participant may have several: the loudest counts. */
  add(participantId: string, up: UpTrack): void {
    if (this.#heard.has(up) || up.closed) return;
    const level = new AudioLevel();
    const stops = [
      up.events.on('level', (value, durationMs, nowMs) => level.observe(value, durationMs, nowMs)),
      up.events.on('ended', () => this.remove(up)),
    ];
    this.#heard.set(up, {
      participantId,
      level,
      stop: () => {
        for (const stop of stops) stop();
      },
    });
  }

  remove(up: UpTrack): void {
    this.#heard.get(up)?.stop();
    this.#heard.delete(up);
  }

  /** To be called every 400 ms. Returns what changed since the last call. */
  tick(nowMs: number): Speaker[] {
    const before = this.#active;
    this.#active = this.#listen(nowMs);
    const changed = this.#active.filter((speaker) => levelOf(before, speaker.id) !== speaker.level);
    for (const { id } of before) if (levelOf(this.#active, id) === 0) changed.push({ id, level: 0 });
    return changed;
  }

  /** All who speak now, loudest first. */
  get active(): readonly Speaker[] {
    return this.#active;
  }

  #listen(nowMs: number): Speaker[] {
    const levels = new Map<string, number>();
    for (const [up, { participantId, level }] of this.#heard) {
      const current = up.muted ? 0 : level.current(nowMs);
      if (current > (levels.get(participantId) ?? 0)) levels.set(participantId, current);
    }
    // Those equally loud keep the order they had, newcomers behind them.
    const rank = new Map(this.#active.map(({ id }, i) => [id, i]));
    const rankOf = ({ id }: Speaker) => rank.get(id) ?? rank.size;
    const speakers = [...levels].map(([id, level]) => ({ id, level }));
    return speakers.sort((a, b) => b.level - a.level || rankOf(a) - rankOf(b));
  }
}

function levelOf(speakers: readonly Speaker[], id: string): number {
  return speakers.find((speaker) => speaker.id === id)?.level ?? 0;
}
