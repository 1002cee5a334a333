import type { PersonPlan, TrackPlan } from './generator.ts';

/** People in a room, and what each gets of the others. */
export interface Scenario {
  readonly name: string;
  readonly title: string;
  /** They come first. */
  readonly publishers: readonly PersonPlan[];
  readonly listeners: readonly PersonPlan[];
  /** How often each packet of a publisher is forwarded. */
  readonly receivers: number;
  /** Streams that arrive at all people together. */
  readonly streams: number;
  /** Speeds at which frames are sent, as shares of the plan: the first is that at which everybody's cost and delay are told. */
  readonly speeds: readonly number[];
  readonly about: string;
}

/** 2 Mbit/s: 30 frames a second of 7 packets. */
const HIGH = { rid: 'f', packetsPerFrame: 7, packetBytes: 1200 };
const CAMERA: TrackPlan = { kind: 'video', frameMs: 1000 / 30, layers: [{ ...HIGH, rid: '' }] };
const SIMULCAST: TrackPlan = {
  kind: 'video',
  frameMs: 1000 / 30,
  layers: [
    { rid: 'q', packetsPerFrame: 1, packetBytes: 700 },
    { rid: 'h', packetsPerFrame: 3, packetBytes: 1000 },
    HIGH,
  ],
};
/** Opus of 32 kbit/s in packets of 60 ms. */
const MICROPHONE: TrackPlan = {
  kind: 'audio',
  frameMs: 60,
  layers: [{ rid: '', packetsPerFrame: 1, packetBytes: 240 }],
};

function people(count: number, name: string, tracks: readonly TrackPlan[], subscribes: boolean): PersonPlan[] {
  return Array.from({ length: count }, (_, i) => ({ name: `${name} ${i + 1}`, tracks, subscribes }));
}

function video(listeners: number): Scenario {
  return {
    name: 'video',
    title: `One camera to ${listeners} people`,
    publishers: people(1, 'publisher', [CAMERA], false),
    listeners: people(listeners, 'listener', [], true),
    receivers: listeners,
    streams: listeners,
    speeds: [1, 3, 6, 10],
    about:
      'VP8 of 2 Mbit/s: 30 frames a second of 7 packets of 1,200 bytes, each frame in one burst; faster: more frames a second',
  };
}

function grid(count: number): Scenario {
  return {
    name: 'grid',
    title: `${count} people who see each other, simulcast`,
    publishers: people(count, 'person', [SIMULCAST], true),
    listeners: [],
    receivers: count - 1,
    streams: count * (count - 1),
    speeds: [1, 3, 6, 10],
    about: 'each sends three layers of VP8 (30, 90 and 210 packets a second) and gets the highest of all others',
  };
}

function audio(talkers: number, listeners: number): Scenario {
  return {
    name: 'audio',
    title: `${talkers} people who talk, ${listeners} who listen`,
    publishers: people(talkers, 'talker', [MICROPHONE], false),
    listeners: people(listeners, 'listener', [], true),
    receivers: listeners,
    streams: talkers * listeners,
    speeds: [0.5, 1, 2, 3],
    about: 'Opus of 240 bytes a packet, every 120 ms from each (slowest) to every 20 ms',
  };
}

/** `quick`: with few people. */
export function scenarios(quick: boolean): Scenario[] {
  return quick ? [video(20), grid(4), audio(4, 50)] : [video(100), grid(10), audio(10, 500)];
}
