import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { DeviceId } from '#protocol/common.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { IdentityTopics } from '#server/identity/api.ts';
import type { MeetingChanges } from './changes.ts';
import type { MediaEngine } from './media-engine.ts';
import { deletePass, passesOfDevice } from './store.ts';
import type { MeetingTables } from './tables.ts';

export interface SignedOutDevicesOptions {
  database: Database<MeetingTables>;
  bus: Bus<IdentityTopics>;
  engine: MediaEngine;
  changes: MeetingChanges;
  log: Log;
}

/** A device that is signed out leaves the meetings that it is in. */
export class SignedOutDevices {
  readonly #options: SignedOutDevicesOptions;
  readonly #stop: () => void;
  #working: Promise<void> = Promise.resolve();

  constructor(options: SignedOutDevicesOptions) {
    this.#options = options;
    this.#stop = options.bus.subscribe('device-revoked', ({ device }) => {
      this.#working = this.#working.then(() => this.#remove(device)).catch(() => this.#tellFailed(device));
    });
  }

  async close(): Promise<void> {
    this.#stop();
    await this.#working;
  }

  async #remove(device: DeviceId): Promise<void> {
    const { database, engine, changes } = this.#options;
    for (const pass of await passesOfDevice(database.read, device)) {
      await engine.remove(pass.room, pass.account);
      await changes.run(pass.number, async (change) => change.step({ on: 'left', identity: pass.account }));
      await database.write((db) => deletePass(db, pass));
    }
  }

  #tellFailed(device: DeviceId): void {
    this.#options.log.warn({ device }, 'a signed-out device may still be in a meeting');
  }
}
