import assert from 'node:assert/strict';
import { type DisconnectReason, Room, RoomEvent } from '@livekit/rtc-node';
import { type ParticipantInfo, RoomServiceClient } from 'livekit-server-sdk';
import type { Session } from '#protocol/accounts.ts';
import type { MeetingDesk, Place, PlaceRequest } from '#protocol/meeting-rules.ts';
import type { Attendee, JoinMeetingAnswer } from '#protocol/meetings.ts';
import { PASSWORD, startTestServer, type TestServer, type TestServerOptions } from '#server/testing/http-server.ts';
import { MEDIA_KEY, MEDIA_SECRET, startMediaEngine, type TestMediaEngine } from '#server/testing/media-engine.ts';

/** A server with a media engine that can be replaced by a new one, and people in its meetings. */
export class World {
  readonly server: TestServer;
  readonly #engine: { now: TestMediaEngine };
  readonly #rooms: Room[] = [];

  constructor(server: TestServer, engine: { now: TestMediaEngine }) {
    this.server = server;
    this.#engine = engine;
  }

  get engine(): TestMediaEngine {
    return this.#engine.now;
  }

  async replaceEngine(): Promise<void> {
    this.#engine.now = await startMediaEngine();
  }

  /** The same from a second process on the same database, which has to be closed before this one. */
  async beside(bus: TestServer['bus']): Promise<World> {
    return new World(await startOn(this.#engine, { beside: this.server, bus }), this.#engine);
  }

  get api(): RoomServiceClient {
    return new RoomServiceClient(`http://127.0.0.1:${this.engine.port()}`, MEDIA_KEY, MEDIA_SECRET);
  }

  async ask(method: 'GET' | 'POST', path: string, as?: Session, payload?: object) {
    const headers = as ? { authorization: `Bearer ${as.accessToken}` } : {};
    const request = { method, url: `/api/v1/meetings${path}`, headers, ...(payload ? { payload } : {}) };
    const answer = await this.server.app.inject(request);
    return { status: answer.statusCode, ...answer.json() };
  }

  async create(as: Session, title = ''): Promise<string> {
    return (await this.ask('POST', '', as, { title })).number;
  }

  async join(number: string, as: Session | undefined, body: object = {}): Promise<JoinMeetingAnswer> {
    const answer = await this.ask('POST', `/${number}/join`, as, body);
    assert.equal(answer.status, 200, JSON.stringify(answer));
    return answer;
  }

  /** Goes in with a token, as an app does. */
  async enter(token: string): Promise<Room> {
    const room = new Room();
    this.#rooms.push(room);
    await room.connect(this.mediaUrl, token, { autoSubscribe: true, dynacast: false });
    return room;
  }

  /** How it stands with somebody; when `state` is given, as soon as it isn't that any more, however slow the machine. */
  async place(number: string, as: Session | undefined, body: PlaceRequest): Promise<Place> {
    for (;;) {
      const { status, ...place } = await this.ask('POST', `/${number}/place`, as, body);
      assert.equal(status, 200, JSON.stringify(place));
      const { state, ended } = place as unknown as Place;
      if (state !== body.state || ended) return place as unknown as Place;
    }
  }

  /** What the hosts have before them; with `after`, as soon as it is newer. */
  async desk(number: string, as: Session, after?: number): Promise<MeetingDesk> {
    for (;;) {
      const query = after === undefined ? '' : `?after=${after}`;
      const { status, ...desk } = await this.ask('GET', `/${number}/desk${query}`, as);
      assert.equal(status, 200, JSON.stringify(desk));
      const { revision } = desk as unknown as MeetingDesk;
      if (revision !== after) return desk as unknown as MeetingDesk;
    }
  }

  get mediaUrl(): string {
    return `ws://127.0.0.1:${this.engine.clientPort()}`;
  }

  /** Everybody in the one room that there is, as the engine has them. */
  async people(): Promise<ParticipantInfo[]> {
    return this.api.listParticipants((await this.api.listRooms())[0]?.name ?? '');
  }

  async names(number: string): Promise<string[]> {
    const { attendees } = await this.ask('GET', `/${number}`);
    return attendees.map(({ name }: Attendee) => name).sort();
  }

  /** The engine goes on. */
  async close(): Promise<void> {
    await Promise.all(this.#rooms.map((room) => room.disconnect()));
    await this.server.close();
  }
}

export async function using(run: (world: World) => Promise<void>) {
  const engine = { now: await startMediaEngine() };
  try {
    await onEngine(engine, run);
  } finally {
    await engine.now.stop();
  }
}

/** One engine for all tests of a file that don't care what else is in it: it takes longer to start than all the rest. */
export class SharedEngine {
  #engine: Promise<TestMediaEngine> | undefined;

  async using(run: (world: World) => Promise<void>): Promise<void> {
    this.#engine ??= startMediaEngine();
    await onEngine({ now: await this.#engine }, run);
  }

  async close(): Promise<void> {
    await (await this.#engine)?.stop();
  }
}

function startOn(engine: { now: TestMediaEngine }, options: TestServerOptions = {}): Promise<TestServer> {
  const apiUrl = () => (engine.now.port() === undefined ? undefined : `http://127.0.0.1:${engine.now.port()}`);
  return startTestServer({ ...options, media: { apiUrl, publicUrl: '/', key: MEDIA_KEY, secret: MEDIA_SECRET } });
}

async function onEngine(engine: { now: TestMediaEngine }, run: (world: World) => Promise<void>): Promise<void> {
  const world = new World(await startOn(engine), engine);
  try {
    await run(world);
  } finally {
    await world.close();
  }
}

/** Resolves once somebody is out, with why. */
export function sentOut(room: Room): Promise<DisconnectReason> {
  return new Promise((resolve) => room.once(RoomEvent.Disconnected, resolve));
}

export async function secondDevice({ server }: World, login: string): Promise<Session> {
  const payload = { login, password: PASSWORD, deviceName: 'phone', keep: 'body' };
  return (await server.app.inject({ method: 'POST', url: '/api/v1/auth/login', payload })).json();
}
