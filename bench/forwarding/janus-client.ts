import { once } from 'node:events';
import type { PeerConnection, Track } from 'node-datachannel';
import { WebSocket } from 'ws';
import { randomText } from '#kernel/ids.ts';
import { addVideo, connected, describe, newConnection, opened } from './peer-connection.ts';
import { PAYLOAD_TYPE } from './rtp-stream.ts';

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

/** A session of Janus' video room plugin over its WebSocket. */
export class JanusSession {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, Waiting>();
  readonly #connections: PeerConnection[] = [];
  /** Kept, since a track that nothing points to is collected and falls silent. */
  readonly #tracks: Track[] = [];
  readonly #keepAlive: NodeJS.Timeout;
  #id = 0;
  #feed: unknown;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    this.#keepAlive = setInterval(() => void this.#ask('keepalive', {}).catch(() => {}), KEEP_ALIVE_MS);
    socket.on('message', (data) => this.#take(JSON.parse(String(data)) as Message));
  }

  static async open(port: number): Promise<JanusSession> {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/`, 'janus-protocol');
    await once(socket, 'open');
    const session = new JanusSession(socket);
    session.#id = (await session.#ask('create', {})).data?.id ?? 0;
    return session;
  }

  /** Makes the room and publishes one video track to it. */
  async publish(ssrc: number): Promise<Track> {
    const handle = await this.#attach();
    await this.#tell(handle, { request: 'create', room: ROOM, publishers: 1, videocodec: 'vp8', fir_freq: 0 });
    const joined = await this.#tell(handle, { request: 'join', ptype: 'publisher', room: ROOM });
    this.#feed = joined.plugindata?.data['id'];
    const connection = this.#connection();
    const track = addVideo(connection, ssrc, PAYLOAD_TYPE);
    const offer: Jsep = { type: 'offer', sdp: await describe(connection, 'offer') };
    const { jsep } = await this.#tell(handle, { request: 'publish', audio: false, video: true }, offer);
    connection.setRemoteDescription(jsep?.sdp ?? '', 'answer');
    await this.#ask('trickle', { handle_id: handle, candidate: { completed: true } });
    await connected(connection);
    await opened(track);
    return track;
  }

  async subscribe(onPacket: (packet: Buffer) => void): Promise<void> {
    const handle = await this.#attach();
    const streams = [{ feed: this.#feed }];
    const { jsep } = await this.#tell(handle, { request: 'join', ptype: 'subscriber', room: ROOM, streams });
    const connection = this.#connection();
    connection.onTrack((track) => {
      this.#tracks.push(track);
      track.onMessage(onPacket);
    });
    connection.setRemoteDescription(jsep?.sdp ?? '', 'offer');
    const answer: Jsep = { type: 'answer', sdp: await describe(connection, 'answer') };
    await this.#tell(handle, { request: 'start', room: ROOM }, answer);
    await this.#ask('trickle', { handle_id: handle, candidate: { completed: true } });
    await connected(connection);
  }

  close(): void {
    clearInterval(this.#keepAlive);
    for (const connection of this.#connections) connection.close();
    this.#socket.close();
  }

  #connection(): PeerConnection {
    const connection = newConnection(`janus ${this.#connections.length}`);
    this.#connections.push(connection);
    return connection;
  }

  async #attach(): Promise<number> {
    return (await this.#ask('attach', { plugin: 'janus.plugin.videoroom' })).data?.id ?? 0;
  }

  /** Resolves to the plugin's answer; Janus' own "ack" before it is passed over. */
  #tell(handle: number, body: Record<string, unknown>, jsep?: Jsep): Promise<Message> {
    return this.#ask('message', { handle_id: handle, body, ...(jsep === undefined ? {} : { jsep }) });
  }

  #ask(janus: string, more: Record<string, unknown>): Promise<Message> {
    const transaction = randomText(12);
    const session = this.#id === 0 ? {} : { session_id: this.#id };
    return new Promise((resolve, reject) => {
      this.#waiting.set(transaction, { byAck: janus !== 'message', resolve, reject });
      this.#socket.send(JSON.stringify({ janus, transaction, ...session, ...more }));
    });
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
