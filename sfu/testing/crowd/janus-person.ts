import { once } from 'node:events';
import { WebSocket } from 'ws';
import { randomText } from '#kernel/ids.ts';
import type { Crowd, Person, Wishes } from './crowd.ts';
import { answerTo, nackTypesOf, offerOf, readRemote, rtxTypesOf, transportCcOf } from './sdp.ts';

export interface JanusServer {
  readonly kind: 'janus';
  /** Of its WebSocket interface. */
  readonly port: number;
  /** What the room is made with besides its number. */
  readonly room: Readonly<Record<string, unknown>>;
}

interface Jsep {
  type: 'offer' | 'answer';
  sdp: string;
}

/** What is read of Janus' messages. */
interface Message {
  janus: string;
  transaction?: string;
  data?: { id: number };
  plugindata?: { data: Record<string, unknown> };
  jsep?: Jsep;
  error?: { reason: string };
}

interface Waiting {
  /** An "ack" is the whole answer: it is so for everything but what plugins are told. */
  readonly byAck: boolean;
  resolve(message: Message): void;
  reject(error: Error): void;
}

const ROOM = 1;
const KEEP_ALIVE_MS = 20_000;
/** Publishers of this process, whom its subscribers look at. */
const feeds: unknown[] = [];
/** Once it is made. */
let room: Promise<unknown> | null = null;

/** Joins the video room plugin: one handle that publishes, one that takes all that others publish. */
export async function joinJanus(crowd: Crowd, server: JanusServer, wishes: Wishes): Promise<Person> {
  const session = await Session.open(server.port);
  let own: unknown;
  if (wishes.tracks.length > 0) own = await publish(crowd, session, server, wishes);
  if (!wishes.subscribes) return { incoming: null, close: () => session.close() };
  const receiving = crowd.end();
  const incoming = crowd.incoming(receiving);
  const subscribe = async (): Promise<void> => {
    const handle = await session.attach();
    const streams = feeds.filter((feed) => feed !== own).map((feed) => ({ feed }));
    const { jsep } = await session.tell(handle, { request: 'join', ptype: 'subscriber', room: ROOM, streams });
    const sdp = jsep?.sdp ?? '';
    incoming.nackTypes = nackTypesOf(sdp);
    incoming.rtxTypes = rtxTypesOf(sdp);
    incoming.transportCcId = transportCcOf(sdp);
    receiving.connect(readRemote(sdp));
    const answer: Jsep = { type: 'answer', sdp: answerTo(sdp, crowd.localOf(receiving)) };
    await session.tell(handle, { request: 'start', room: ROOM }, answer);
    await session.ask('trickle', { handle_id: handle, candidate: { completed: true } });
    await receiving.connected;
  };
  // Who publishes as well waits until all do.
  if (wishes.tracks.length === 0) await subscribe();
  return { incoming, close: () => session.close(), subscribeLate: subscribe };
}

async function publish(crowd: Crowd, session: Session, server: JanusServer, { tracks }: Wishes): Promise<unknown> {
  const handle = await session.attach();
  const kinds = tracks.map(({ kind }) => kind);
  room ??= session.tell(handle, { request: 'create', room: ROOM, ...server.room });
  await room;
  const joined = await session.tell(handle, { request: 'join', ptype: 'publisher', room: ROOM });
  const feed = joined.plugindata?.data['id'];
  feeds.push(feed);
  const end = crowd.end();
  const outgoing = crowd.outgoing(end, tracks);
  // The first layer is the highest to Janus.
  const offered = outgoing.map((one) => ({ ...one.offered, rids: one.offered.rids.toReversed() }));
  const sdp = offerOf(offered, crowd.localOf(end), false);
  const request = { request: 'publish', audio: kinds.includes('audio'), video: kinds.includes('video') };
  const { jsep } = await session.tell(handle, request, { type: 'offer', sdp });
  end.connect(readRemote(jsep?.sdp ?? ''));
  await session.ask('trickle', { handle_id: handle, candidate: { completed: true } });
  await end.connected;
  crowd.begin(outgoing);
  return feed;
}

/** A session over a WebSocket of its own. */
class Session {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, Waiting>();
  readonly #keepAlive: NodeJS.Timeout;
  #id = 0;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#keepAlive = setInterval(() => void this.ask('keepalive', {}).catch(() => {}), KEEP_ALIVE_MS);
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as Message));
    socket.once('close', () => clearInterval(this.#keepAlive));
  }

  static async open(port: number): Promise<Session> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, 'janus-protocol');
    await once(socket, 'open');
    const session = new Session(socket);
    session.#id = (await session.ask('create', {})).data?.id ?? 0;
    return session;
  }

  async attach(): Promise<number> {
    return (await this.ask('attach', { plugin: 'janus.plugin.videoroom' })).data?.id ?? 0;
  }

  /** Resolves to the plugin's answer; Janus' own "ack" before it is passed over. */
  tell(handle: number, body: Record<string, unknown>, jsep?: Jsep): Promise<Message> {
    return this.ask('message', { handle_id: handle, body, ...(jsep === undefined ? {} : { jsep }) });
  }

  ask(janus: string, more: Record<string, unknown>): Promise<Message> {
    const transaction = randomText(12);
    const session = this.#id === 0 ? {} : { session_id: this.#id };
    return new Promise((resolve, reject) => {
      this.#waiting.set(transaction, { byAck: janus !== 'message', resolve, reject });
      this.#socket.send(JSON.stringify({ janus, transaction, ...session, ...more }));
    });
  }

  close(): void {
    clearInterval(this.#keepAlive);
    this.#socket.close();
  }

  #take(message: Message): void {
    const { janus, transaction = '', plugindata, error } = message;
    const waiting = this.#waiting.get(transaction);
    if (waiting === undefined || (janus === 'ack' && !waiting.byAck)) return;
    this.#waiting.delete(transaction);
    const refusal = error?.reason ?? plugindata?.data['error'];
    if (refusal === undefined) waiting.resolve(message);
    else waiting.reject(new Error(`janus: ${String(refusal)}`));
  }
}
