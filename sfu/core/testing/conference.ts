import { Arrivals } from '../media/arrivals.ts';
import type { DownTrack } from '../media/down-track.ts';
import { MediaPeer } from '../media/peer.ts';
import type { UpTrack } from '../media/up-track.ts';
import { isRtcp, RtpPacket, read16 } from '../rtp/packet.ts';
import { EmulatedPath, Simulation, seededRandom } from './emulated-path.ts';
import { LAYERS } from './meeting.ts';
import { audioSection, EXTENSIONS, FakePublisher, OPUS, videoSection } from './publisher.ts';
import { FakeReceiver } from './receiver.ts';

const TRANSPORT_CC_ID = 4;

/** One subscriber of everything: its line, what arrives, and what its tracks are told. */
export interface Seat {
  readonly peer: MediaPeer;
  readonly line: EmulatedPath;
  readonly videos: readonly {
    readonly down: DownTrack;
    readonly receiver: FakeReceiver;
    /** The same at the near end of the line, where nothing is lost: what was sent. */
    readonly sent: FakeReceiver;
  }[];
  /** When each packet of sound arrived, by track. */
  readonly audio: readonly number[][];
}

/** Publishers with a camera in three layers (about 150, 480 and 1,700 kbit/s) and a microphone each. */
export class Conference {
  readonly simulation = new Simulation();
  readonly random: () => number;
  readonly publishers: readonly FakePublisher[];
  readonly seats: Seat[] = [];
  readonly #sound: boolean;
  readonly #tracks: readonly { readonly video: UpTrack; readonly audio: UpTrack }[];

  /** `sound` false: microphones are off. */
  constructor(seed: number, publishers: number, sound = true) {
    this.#sound = sound;
    this.random = seededRandom(seed);
    const made = Array.from({ length: publishers }, () => this.#publish());
    this.publishers = made.map(({ publisher }) => publisher);
    this.#tracks = made.map(({ tracks }) => tracks);
  }

  #publish() {
    const { simulation, random } = this;
    const options = { delayMs: 15, loss: 0, random };
    const toPublisher = new EmulatedPath(simulation, options, (bytes, nowMs) => publisher.receive(bytes, nowMs));
    const toServer = new EmulatedPath(simulation, options, (bytes, nowMs) => peer.receive(bytes, nowMs));
    const peer = new MediaPeer({ random, send: (bytes) => toPublisher.send(bytes) });
    const publisher = new FakePublisher(['q', 'h', 'f'], random, (bytes) => toServer.send(bytes), '0', [
      { packets: 1, bytes: 600 },
      { packets: 2, bytes: 1000 },
      { packets: 7, bytes: 1000 },
    ]);
    peer.setReceive([videoSection(['q', 'h', 'f']), audioSection(5000)]);
    const [video, audio] = peer.upTracks;
    if (!video || !audio) throw new Error('no tracks');
    video.setLayers(LAYERS);
    simulation.every(1000 / 30, (nowMs) => publisher.frame(nowMs));
    simulation.every(20, (nowMs) => {
      if (this.#sound) publisher.sound(5000, nowMs);
      peer.tick(nowMs);
    });
    return { publisher, tracks: { video, audio } };
  }

  /** Somebody comes who receives everything; `shares` the line of another seat if one is given. */
  sit(options: { delayMs?: number; shares?: Seat } = {}): Seat {
    const { simulation, random } = this;
    const path = { delayMs: options.delayMs ?? 20, loss: 0, random };
    const arrivals = new Arrivals();
    const packet = new RtpPacket();
    const line = new EmulatedPath(simulation, path, (bytes, nowMs) => {
      if (!isRtcp(bytes) && packet.parse(bytes)) {
        const transport = packet.extensionStart(TRANSPORT_CC_ID);
        if (transport !== 0) arrivals.add(read16(bytes, transport), nowMs);
        if (packet.payloadType === OPUS.pt) audio[sounds.indexOf(packet.ssrc)]?.push(nowMs);
      }
      for (const { receiver } of videos) receiver.receive(bytes, nowMs);
    });
    if (options.shares) line.line = options.shares.line.line;
    const back = new EmulatedPath(simulation, path, (bytes, nowMs) => peer.receive(bytes, nowMs));
    const peer = new MediaPeer({
      random,
      send: (bytes) => {
        for (const { sent } of videos) sent.receive(bytes, simulation.nowMs);
        line.send(bytes);
      },
    });
    const videos = this.#tracks.map(({ video }, i) => {
      const section = {
        mid: `v${i}`,
        ssrc: peer.allocateSsrc(),
        rtxSsrc: peer.allocateSsrc(),
        payloads: [{ pt: 100, mime: 'video/vp8', clockRate: 90_000, fmtp: '', rtxPt: 101 }],
        extensions: EXTENSIONS,
      };
      return {
        down: peer.addDownTrack(video, section),
        receiver: new FakeReceiver(section, (bytes) => back.send(bytes)),
        sent: new FakeReceiver(section, () => {}),
      };
    });
    const sounds = this.#tracks.map(({ audio }, i) => {
      const ssrc = peer.allocateSsrc();
      peer.addDownTrack(audio, { mid: `a${i}`, ssrc, payloads: [OPUS], extensions: EXTENSIONS });
      return ssrc;
    });
    const audio = sounds.map((): number[] => []);
    simulation.every(20, (nowMs) => {
      peer.tick(nowMs);
      for (const feedback of arrivals.take(77, 0, nowMs)) back.send(feedback);
      for (const { receiver } of videos) receiver.tick(nowMs, false);
    });
    const seat = { peer, line, videos, audio };
    this.seats.push(seat);
    return seat;
  }
}

/** Bits of video a second that reached a seat since `sinceMs`. */
export function receivedBps(seat: Seat, sinceMs: number, nowMs: number): number {
  let bits = 0;
  for (const { receiver } of seat.videos) {
    for (const { atMs, size } of receiver.packets.values()) if (atMs > sinceMs) bits += size * 8;
  }
  return (bits * 1000) / (nowMs - sinceMs);
}
