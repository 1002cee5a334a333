import type { DownTrack } from '../media/down-track.ts';
import { MediaPeer } from '../media/peer.ts';
import type { SendSection } from '../media/sections.ts';
import type { UpTrack } from '../media/up-track.ts';
import { EmulatedPath, type PathOptions, Simulation, seededRandom } from './emulated-path.ts';
import { EXTENSIONS, FakePublisher, videoSection } from './publisher.ts';
import { FakeReceiver } from './receiver.ts';

/** One fake publisher and one fake receiver with a media server between them, over lossy paths. */
export interface Meeting {
  readonly simulation: Simulation;
  readonly publisher: FakePublisher;
  readonly receiver: FakeReceiver;
  readonly up: UpTrack;
  readonly down: DownTrack;
  readonly peers: { readonly publishing: MediaPeer; readonly receiving: MediaPeer };
  /** To and from the server: publisher's and receiver's side. */
  readonly paths: readonly EmulatedPath[];
}

export const LAYERS = [
  { quality: 0, width: 320, height: 180 },
  { quality: 1, width: 640, height: 360 },
  { quality: 2, width: 1280, height: 720 },
] as const;

export interface MeetingOptions {
  readonly seed: number;
  readonly loss?: number;
  readonly delayMs?: number;
  readonly jitterMs?: number;
  readonly rids?: readonly string[];
}

/** Starts it all; frames at 30 fps and sender reports every second flow once the simulation runs. */
export function startMeeting(options: MeetingOptions): Meeting {
  const random = seededRandom(options.seed);
  const simulation = new Simulation();
  const pathOptions: PathOptions = {
    delayMs: options.delayMs ?? 20,
    jitterMs: options.jitterMs ?? 0,
    loss: options.loss ?? 0,
    random,
  };
  const paths: EmulatedPath[] = [];
  const path = (deliver: (bytes: Uint8Array, nowMs: number) => void) => {
    const made = new EmulatedPath(simulation, pathOptions, deliver);
    paths.push(made);
    return made;
  };
  const rids = options.rids ?? ['q', 'h', 'f'];
  const toPublisher = path((bytes, nowMs) => publisher.receive(bytes, nowMs));
  const fromPublisher = path((bytes, nowMs) => publishing.receive(bytes, nowMs));
  const toReceiver = path((bytes, nowMs) => receiver.receive(bytes, nowMs));
  const fromReceiver = path((bytes, nowMs) => receiving.receive(bytes, nowMs));
  const publishing = new MediaPeer({ random, send: (bytes) => toPublisher.send(bytes) });
  const receiving = new MediaPeer({ random, send: (bytes) => toReceiver.send(bytes) });
  const publisher = new FakePublisher(rids, random, (bytes) => fromPublisher.send(bytes));
  publishing.setReceive([videoSection(rids)]);
  const up = publishing.upTrack('TR_video');
  if (!up) throw new Error('no up track');
  up.setLayers(LAYERS.slice(0, rids.length));
  const section = sendSection(receiving);
  const receiver = new FakeReceiver(section, (bytes) => fromReceiver.send(bytes));
  const down = receiving.addDownTrack(up, section);
  simulation.every(1000 / 30, (nowMs) => publisher.frame(nowMs));
  simulation.every(1000, (nowMs) => {
    for (const stream of publisher.streams)
      if (stream.on) publisher.senderReport(stream.rid, nowMs, nowMs + CLOCK_AHEAD_MS);
  });
  simulation.every(20, (nowMs) => {
    publishing.tick(nowMs);
    receiving.tick(nowMs);
    receiver.tick(nowMs);
  });
  return { simulation, publisher, receiver, up, down, peers: { publishing, receiving }, paths };
}

/** The publisher's clock is this wrong. */
export const CLOCK_AHEAD_MS = 123_456;

function sendSection(peer: MediaPeer): SendSection {
  return {
    mid: '3',
    ssrc: peer.allocateSsrc(),
    rtxSsrc: peer.allocateSsrc(),
    payloads: [{ pt: 100, mime: 'video/vp8', clockRate: 90_000, fmtp: '', rtxPt: 101 }],
    extensions: EXTENSIONS,
  };
}
