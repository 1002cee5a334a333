import {
  AddTrackRequest,
  DisconnectReason,
  LeaveRequest,
  Ping,
  SessionDescription,
  SignalRequest,
  SignalResponse,
  SignalTarget,
  TrackSource,
  TrackType,
  VideoLayer,
  VideoQuality,
} from '@livekit/protocol';
import { AccessToken } from 'livekit-server-sdk';
import { WebSocket } from 'ws';
import type { Crowd, Person, Wishes } from './crowd.ts';
import type { MediaEnd } from './media-end.ts';
import { answerTo, nackTypesOf, offerOf, readRemote, rtxTypesOf, transportCcOf } from './sdp.ts';

export interface LiveKitServer {
  readonly kind: 'livekit';
  readonly port: number;
  readonly key: string;
  readonly secret: string;
}

const ROOM = 'bench';
/** Whoever is silent for three of these is taken for gone. */
const PING_MS = 5000;
const QUALITIES = [VideoQuality.LOW, VideoQuality.MEDIUM, VideoQuality.HIGH];

type Message = SignalResponse['message'];
type Case = Message['case'];

/** Joins with LiveKit's older signalling: a connection that we offer, and one that the server offers. */
export async function joinLiveKit(crowd: Crowd, server: LiveKitServer, wishes: Wishes): Promise<Person> {
  const line = await Line.open(server, wishes);
  const receiving = crowd.end();
  const incoming = crowd.incoming(receiving);
  let candidate = '';
  let offered = '';
  line.on('trickle', ({ value }) => {
    if (value.target !== SignalTarget.SUBSCRIBER) return;
    candidate += `\n${String((JSON.parse(value.candidateInit) as { candidate?: string }).candidate)}`;
    if (offered !== '') receiving.connect(readRemote(offered, candidate));
  });
  line.on('offer', ({ value }) => {
    offered = value.sdp;
    incoming.nackTypes = nackTypesOf(value.sdp);
    incoming.rtxTypes = rtxTypesOf(value.sdp);
    incoming.transportCcId = transportCcOf(value.sdp);
    const sdp = answerTo(value.sdp, crowd.localOf(receiving));
    line.send({ case: 'answer', value: new SessionDescription({ type: 'answer', sdp, id: value.id }) });
    receiving.connect(readRemote(value.sdp, candidate));
  });
  await line.once('join');
  if (wishes.tracks.length > 0) await publish(crowd, line, wishes);
  if (wishes.subscribes) await receiving.connected;
  return { incoming, close: () => line.close() };
}

async function publish(crowd: Crowd, line: Line, { tracks }: Wishes): Promise<void> {
  const end: MediaEnd = crowd.end();
  const outgoing = crowd.outgoing(end, tracks);
  for (const { offered } of outgoing) {
    const published = line.once('trackPublished');
    const layers = offered.rids.map((_, i) => {
      return new VideoLayer({ quality: QUALITIES[i] ?? VideoQuality.HIGH, width: 320 << i, height: 180 << i });
    });
    const isVideo = offered.kind === 'video';
    const value = new AddTrackRequest({
      cid: offered.id,
      name: offered.id,
      type: isVideo ? TrackType.VIDEO : TrackType.AUDIO,
      source: isVideo ? TrackSource.CAMERA : TrackSource.MICROPHONE,
      ...(isVideo ? { width: 1280, height: 720, layers } : { disableRed: true }),
    });
    line.send({ case: 'addTrack', value });
    await published;
  }
  const sdp = offerOf(
    outgoing.map(({ offered }) => offered),
    crowd.localOf(end),
    true,
  );
  let candidate = '';
  let answered = '';
  line.on('trickle', ({ value }) => {
    if (value.target !== SignalTarget.PUBLISHER) return;
    candidate += `\n${String((JSON.parse(value.candidateInit) as { candidate?: string }).candidate)}`;
    if (answered !== '') end.connect(readRemote(answered, candidate));
  });
  const answer = line.once('answer');
  line.send({ case: 'offer', value: new SessionDescription({ type: 'offer', sdp, id: 1 }) });
  answered = (await answer).value.sdp;
  end.connect(readRemote(answered, candidate));
  await end.connected;
  crowd.begin(outgoing);
}

/** The WebSocket. */
class Line {
  readonly #socket: WebSocket;
  readonly #listeners = new Map<Case, Set<(message: Message) => void>>();
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
      for (const listener of this.#listeners.get(message.case) ?? []) listener(message);
    });
  }

  static async open({ port, key, secret }: LiveKitServer, { name, subscribes, token }: Wishes): Promise<Line> {
    const made = new AccessToken(key, secret, { identity: name });
    made.addGrant({ roomJoin: true, room: ROOM, canPublish: true, canSubscribe: true });
    const query = `access_token=${token ?? (await made.toJwt())}&auto_subscribe=${subscribes ? 1 : 0}&protocol=9&sdk=cpp`;
    return new Line(new WebSocket(`ws://127.0.0.1:${port}/rtc?${query}`));
  }

  on<Name extends Case>(name: Name, listener: (message: Extract<Message, { case: Name }>) => void): void {
    const listeners = this.#listeners.get(name) ?? new Set();
    this.#listeners.set(name, listeners.add(listener as (message: Message) => void));
  }

  once<Name extends Case>(name: Name): Promise<Extract<Message, { case: Name }>> {
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
