import type { Clock } from '#kernel/clock.ts';
import type { DeviceId } from '#protocol/common.ts';

/** How long an answer of the database is trusted, should the word of a revocation get lost between processes. */
const TRUST_MS = 30_000;
/** Entries kept; beyond it the oldest go. */
const ENTRIES = 50_000;

/** Which devices may act, without asking the database each time. A revoked device never becomes active again. */
export class DeviceStatus {
  readonly #clock: Clock;
  readonly #ask: (device: DeviceId) => Promise<boolean>;
  /** When it was found active; `false`: revoked. Oldest first. */
  readonly #known = new Map<DeviceId, number | false>();

  constructor(clock: Clock, ask: (device: DeviceId) => Promise<boolean>) {
    this.#clock = clock;
    this.#ask = ask;
  }

  async isActive(device: DeviceId): Promise<boolean> {
    const known = this.#known.get(device);
    if (known === false) return false;
    const ageMs = known === undefined ? TRUST_MS : this.#clock.now() - known;
    if (ageMs >= 0 && ageMs < TRUST_MS) return true;
    const active = await this.#ask(device);
    if (!active || this.#known.get(device) === false) {
      this.revoked(device);
      return false;
    }
    this.#remember(device, this.#clock.now());
    return true;
  }

  revoked(device: DeviceId): void {
    this.#remember(device, false);
  }

  /** Who was found active is asked for again. */
  doubt(): void {
    for (const [device, status] of this.#known) if (status !== false) this.#known.delete(device);
  }

  #remember(device: DeviceId, status: number | false): void {
    this.#known.delete(device);
    this.#known.set(device, status);
    const [oldest] = this.#known.keys();
    if (this.#known.size > ENTRIES && oldest !== undefined) this.#known.delete(oldest);
  }
}
