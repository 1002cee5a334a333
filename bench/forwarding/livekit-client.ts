import {
  AddTrackRequest,
  DisconnectReason,
  LeaveRequest,
  Ping,
  SessionDescription,
  SignalRequest,
  SignalResponse,
  TrackSource,
  TrackType,
} from '@livekit/protocol';
import { AccessToken } from 'livekit-server-sdk';
import type { PeerConnection, Track } from 'node-datachannel';
import { WebSocket } from 'ws';
import { addVideo, connected, describe, newConnection, opened } from './peer-connection.ts';
import { PAYLOAD_TYPE } from './rtp-stream.ts';

export interface LiveKitServer {
  readonly port: number;
  readonly key: string;
  readonly secret: string;
}

const ROOM = 'bench';
const CID = 'bench-video';
/** Whoever is silent for three of these is taken for gone. */
const PING_MS = 5000;

type Messages = SignalResponse['message'];
type Case = Messages['case'];

/** One participant with LiveKit's older signalling: a connection it offers, and one that the server offers. */
class Participant {
  readonly #socket: WebSocket;
  readonly #listeners = new Map<Case, (message: Messages) => void>();
  readonly #pinging: NodeJS.Timeout;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.binaryType = 'nodebuffer';
    const ping = () => this.send({ case: 'pingReq', value: new Ping({ timestamp: BigInt(Date.now()) }) });
    socket.once('open', ping);
    this.#pinging = setInterval(ping, PING_MS);
    socket.once('close', () => clearInterval(this.#pinging));
    socket.on('message', (data) => {
      const { message } = SignalResponse.fromBinary(data as Buffer);
      this.#listeners.get(message.case)?.(message);
    });
  }

  static async join({ port, key, secret }: LiveKitServer, identity: string): Promise<Participant> {
    const token = new AccessToken(key, secret, { identity });
    token.addGrant({ roomJoin: true, room: ROOM, canPublish: true, canSubscribe: true });
    const query = `access_token=${await token.toJwt()}&auto_subscribe=1&protocol=9&sdk=cpp`;
    return new Participant(new WebSocket(`ws://127.0.0.1:${port}/rtc?${query}`));
  }

  on<Name extends Case>(name: Name, listener: (message: Extract<Messages, { case: Name }>) => void): void {
    this.#listeners.set(name, listener as (message: Messages) => void);
  }

  once<Name extends Case>(name: Name): Promise<Extract<Messages, { case: Name }>> {
    return new Promise((resolve, reject) => {
      this.#socket.once('error', reject);
      this.on(name, resolve);
    });
  }

  send(message: SignalRequest['message']): void {
    if (this.#socket.readyState !== WebSocket.OPEN) return;
    this.#socket.send(new SignalRequest({ message }).toBinary());
  }

  close(): void {
    clearInterval(this.#pinging);
    this.#listeners.clear();
    const reason = DisconnectReason.CLIENT_INITIATED;
    this.send({ case: 'leave', value: new LeaveRequest({ reason }) });
    this.#socket.close();
  }
}

export interface LiveKitMember {
  close(): void;
}

/** Joins and publishes one video track. */
export async function publishTo(server: LiveKitServer, ssrc: number): Promise<LiveKitMember & { track: Track }> {
  const participant = await Participant.join(server, 'publisher');
  const receiving = answerOffers(participant, 'publisher, receiving');
  await participant.once('join');
  const published = participant.once('trackPublished');
  const request = { cid: CID, name: CID, type: TrackType.VIDEO, source: TrackSource.CAMERA, width: 1280, height: 720 };
  participant.send({ case: 'addTrack', value: new AddTrackRequest(request) });
  await published;
  const connection = newConnection('publisher');
  const track = addVideo(connection, ssrc, PAYLOAD_TYPE);
  connection.createDataChannel('_reliable');
  const answer = participant.once('answer');
  const sdp = await describe(connection, 'offer');
  participant.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp, id: 1 }) });
  connection.setRemoteDescription((await answer).value.sdp, 'answer');
  await connected(connection);
  await opened(track);
  return { track, close: () => closeAll(participant, connection, receiving) };
}

/** Joins and takes whatever is published. Resolves when media can come. */
export async function subscribeTo(
  server: LiveKitServer,
  name: string,
  onPacket: (packet: Buffer) => void,
): Promise<LiveKitMember> {
  const participant = await Participant.join(server, name);
  const connection = answerOffers(participant, name);
  const tracks: Track[] = [];
  const subscribed = new Promise<void>((resolve) => {
    connection.onTrack((track) => {
      tracks.push(track);
      track.onMessage(onPacket);
      resolve();
    });
  });
  await Promise.all([subscribed, connected(connection)]);
  return { close: () => closeAll(participant, connection) };
}

/** The connection that the server offers. Publishers have one too: without it a server takes them for not having come. */
function answerOffers(participant: Participant, name: string): PeerConnection {
  const connection = newConnection(name);
  participant.on('offer', async ({ value }) => {
    connection.setRemoteDescription(value.sdp, 'offer');
    const sdp = await describe(connection, 'answer');
    participant.send({ case: 'answer', value: new SessionDescription({ type: 'answer', sdp, id: value.id }) });
  });
  return connection;
}

/** The participant first: to whoever stays, a server offers another connection in place of one that ends. */
function closeAll(participant: Participant, ...connections: PeerConnection[]): void {
  participant.close();
  for (const connection of connections) connection.close();
}
