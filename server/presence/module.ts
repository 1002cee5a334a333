import type { Clock } from '#kernel/clock.ts';
import type { Bus } from '#kernel/ports/bus.ts';
import type { Log } from '#kernel/ports/log.ts';
import type { DeviceId, UserId } from '#protocol/common.ts';
import type { Database } from '#server/adapters/sql/database.ts';
import type { Conversations } from '../conversations/api.ts';
import type { DirectoryTopics } from '../directory/api.ts';
import type { Caller, Identity, IdentityTopics } from '../identity/api.ts';
import type { Attendance, PresenceCommands, PresenceTopics, Seat } from './api.ts';
import { Broadcast } from './broadcast.ts';
import { type BlockersAmong, nobodyBlocks } from './hiding.ts';
import type { Sightings } from './ports.ts';
import { Records } from './records.ts';
import { platformSchedule, type Schedule } from './schedule.ts';
import type { PresenceTables } from './tables.ts';
import { Typing } from './typing.ts';

export interface PresenceOptions {
  /** With `presenceMigrations`. */
  database: Database<PresenceTables>;
  sightings: Sightings;
  identity: Pick<Identity, 'people'>;
  conversations: Pick<Conversations, 'membersOf' | 'sizeFor' | 'isDirect'>;
  /** Absent: nobody blocks anybody. */
  directory?: { blockersAmong: BlockersAmong };
  bus: Bus<PresenceTopics & IdentityTopics & DirectoryTopics>;
  clock: Clock;
  log: Log;
  schedule?: Schedule;
}

export interface PresenceModule extends Attendance {
  readonly commands: PresenceCommands;
  /** Stores when everybody here was last seen. */
  close(): Promise<void>;
}

/** One connection that has arrived. */
interface Attending {
  user: UserId;
  device: DeviceId;
  active: boolean;
}

export function createPresence(options: PresenceOptions): PresenceModule {
  return new RunningPresence(options);
}

class RunningPresence implements PresenceModule {
  readonly commands: PresenceCommands;
  readonly #clock: Clock;
  readonly #sightings: Sightings;
  readonly #records: Records;
  readonly #broadcast: Broadcast;
  readonly #seats = new Map<Seat, Attending>();
  readonly #stops: (() => void)[];

  constructor(options: PresenceOptions) {
    const { sightings, identity, conversations, bus, clock, schedule = platformSchedule } = options;
    const log = options.log.child({ part: 'presence' });
    this.#clock = clock;
    this.#sightings = sightings;
    this.#records = new Records({ database: options.database, bus, log, schedule });
    const visible = (_asker: UserId, users: readonly UserId[]) => identity.people(users);
    const blockersAmong = options.directory?.blockersAmong ?? nobodyBlocks;
    this.#broadcast = new Broadcast({
      blockersAmong,
      sightings,
      records: this.#records,
      visible,
      clock,
      log,
      schedule,
    });
    const typing = new Typing({ conversations, blockersAmong, bus, clock });
    this.commands = this.#commands(typing);
    this.#stops = [
      sightings.subscribe((user) => this.#broadcast.handleChanged(user)),
      bus.subscribe('person-changed', ({ person }) => this.#broadcast.handlePerson(person)),
      bus.subscribe('block-changed', ({ blocker, blocked }) => this.#broadcast.handleBlock(blocker, blocked)),
      bus.subscribe('presence-record', ({ user }) => this.#broadcast.handleChanged(user)),
    ];
  }

  arrived(seat: Seat, { user, device }: Caller): void {
    this.#seats.set(seat, { user, device, active: true });
    this.#sightings.put(user, seat.id, { device, active: true });
    this.#records.saw(user, this.#clock.now());
  }

  silent(seat: Seat): void {
    const attending = this.#seats.get(seat);
    if (attending !== undefined) this.#sightings.remove(attending.user, seat.id);
  }

  heard(seat: Seat): void {
    const attending = this.#seats.get(seat);
    if (attending === undefined) return;
    const { user, device, active } = attending;
    this.#sightings.put(user, seat.id, { device, active });
  }

  left(seat: Seat): void {
    const attending = this.#seats.get(seat);
    if (attending === undefined) return;
    this.#seats.delete(seat);
    this.#broadcast.unsubscribe(seat);
    this.#records.saw(attending.user, this.#clock.now());
    this.#sightings.remove(attending.user, seat.id);
  }

  async close(): Promise<void> {
    for (const stop of this.#stops) stop();
    this.#broadcast.close();
    for (const { user } of this.#seats.values()) this.#records.saw(user, this.#clock.now());
    await this.#records.close();
  }

  #commands(typing: Typing): PresenceCommands {
    return {
      'presence.subscribe': async ({ user }, { users }, seat) => {
        // A seat that has left meanwhile must not be watched for, or it stays for good.
        if (this.#seats.has(seat)) await this.#broadcast.subscribe(seat, user, users);
        return {};
      },
      'presence.report': async (_caller, { active }, seat) => {
        this.#report(seat, active);
        return {};
      },
      'presence.settings': ({ user }, change) => this.#records.change(user, change),
      'presence.devices': async ({ user }) => {
        const there = (await this.#sightings.of([user])).get(user) ?? [];
        return { devices: [...new Set(there.map(({ device }) => device))] };
      },
      'presence.typing': async ({ user }, { conversation }) => {
        await typing.tell(user, conversation);
        return {};
      },
    };
  }

  #report(seat: Seat, active: boolean): void {
    const attending = this.#seats.get(seat);
    if (attending === undefined || attending.active === active) return;
    attending.active = active;
    this.heard(seat);
    this.#records.saw(attending.user, this.#clock.now());
  }
}
