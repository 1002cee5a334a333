import { monitorEventLoopDelay } from 'node:perf_hooks';
import { ConnectionQuality, DisconnectReason, ParticipantInfo_State } from '@livekit/protocol';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Participant } from './participant.ts';
import type { Room } from './room.ts';
import { Traffic } from './traffic.ts';

const QUANTILES = [0.5, 0.9, 1];
/** How often the event loop is looked at; what it reports holds this interval too. */
const LOOK_MS = 20;

/** The media server's figures for Prometheus, all named `yiqi_sfu_…`. Labels come from fixed sets only. */
export class SfuMetrics {
  readonly #registry = new Registry();
  readonly #rooms: () => readonly Room[];
  readonly #received = new Traffic();
  readonly #sent = new Traffic();
  readonly #loop = monitorEventLoopDelay({ resolution: LOOK_MS });
  readonly #joinSeconds: Histogram;
  readonly #left: Counter<'reason'>;

  constructor(rooms: () => readonly Room[]) {
    this.#rooms = rooms;
    this.#loop.enable();
    const registers = [this.#registry];
    this.#joinSeconds = new Histogram({
      name: 'yiqi_sfu_join_seconds',
      help: 'From the join request to connected media',
      buckets: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers,
    });
    this.#left = new Counter({
      name: 'yiqi_sfu_left_total',
      help: 'Participants that left, by reason',
      labelNames: ['reason'],
      registers,
    });
    this.#countTraffic();
    this.#countRooms();
    this.#judgeLines();
    this.#watchProcess();
  }

  /** Counts what happens in a room from now on. */
  watch(room: Room): void {
    room.events.on('joined', (participant) => {
      for (const link of participant.links) {
        link.watchers.add((packet, direction) => (direction === 'in' ? this.#received : this.#sent).note(packet));
      }
      let connected = false;
      participant.events.on('changed', () => {
        if (connected || participant.state !== ParticipantInfo_State.ACTIVE) return;
        connected = true;
        this.#joinSeconds.observe((Date.now() - participant.joinedAtMs) / 1000);
      });
      participant.events.on('closed', (reason) => this.#left.inc({ reason: DisconnectReason[reason] }));
    });
  }

  /** Prometheus' text format. */
  async text(): Promise<{ type: string; body: string }> {
    return { type: this.#registry.contentType, body: await this.#registry.metrics() };
  }

  close(): void {
    this.#loop.disable();
    this.#registry.clear();
  }

  #countTraffic(): void {
    const sums: [name: string, help: string, of: (traffic: Traffic) => number][] = [
      ['rtp_packets', 'RTP packets', (of) => of.rtpPackets],
      ['rtp_bytes', 'Bytes of RTP packets, SRTP left out', (of) => of.rtpBytes],
      ['rtcp_packets', 'RTCP packets', (of) => of.rtcpPackets],
      ['rtcp_bytes', 'Bytes of RTCP packets, SRTCP left out', (of) => of.rtcpBytes],
      ['nacked_packets', 'Packets asked for again', (of) => of.nackedPackets],
      ['keyframe_requests', 'PLI and FIR', (of) => of.keyframeRequests],
    ];
    for (const [name, help, of] of sums) {
      this.#counter(`yiqi_sfu_${name}_total`, help, ['direction'], (counter) => {
        counter.inc({ direction: 'in' }, of(this.#received));
        counter.inc({ direction: 'out' }, of(this.#sent));
      });
    }
  }

  #countRooms(): void {
    this.#gauge('yiqi_sfu_rooms', 'Rooms', [], (gauge) => gauge.set(this.#rooms().length));
    this.#gauge('yiqi_sfu_participants', 'Participants, by state', ['state'], (gauge) => {
      for (const one of this.#participants()) gauge.inc({ state: ParticipantInfo_State[one.state].toLowerCase() });
    });
    this.#gauge('yiqi_sfu_connection_quality', 'Participants, by quality', ['quality'], (gauge) => {
      for (const one of this.#participants())
        gauge.inc({ quality: ConnectionQuality[one.connectionQuality].toLowerCase() });
    });
    this.#gauge('yiqi_sfu_published_tracks', 'Tracks that arrive here', ['kind'], (gauge) => {
      for (const { publications } of this.#participants()) {
        for (const { kind } of publications.published) gauge.inc({ kind });
      }
    });
    this.#gauge('yiqi_sfu_forwarded_tracks', 'Copies of tracks, by the layer sent', ['kind', 'layer'], (gauge) => {
      for (const { up, layer } of this.#downTracks()) gauge.inc({ kind: up.kind, layer: String(layer ?? 'none') });
    });
  }

  #judgeLines(): void {
    this.#quantiles('yiqi_sfu_line_bits_per_second', 'Believed capacity of lines to receivers, where limited', () =>
      this.#links().map(({ media }) => media.lineBps),
    );
    this.#quantiles('yiqi_sfu_round_trip_seconds', 'Round trip to clients', () =>
      this.#links().map(({ media }) => (media.rttMs > 0 ? media.rttMs / 1000 : Number.NaN)),
    );
    this.#quantiles('yiqi_sfu_loss_ratio', 'Loss that receivers reported last, a track', () =>
      this.#downTracks().map(({ stats }) => stats.fractionLost),
    );
  }

  #watchProcess(): void {
    this.#gauge('yiqi_sfu_event_loop_delay_seconds', 'Delay of timers since the last look', ['quantile'], (gauge) => {
      for (const quantile of QUANTILES) {
        gauge.set({ quantile }, Math.max(0, this.#loop.percentile(quantile * 100) / 1e9 - LOOK_MS / 1000));
      }
      this.#loop.reset();
    });
    this.#gauge('yiqi_sfu_resident_memory_bytes', 'Memory of the process', [], (gauge) =>
      gauge.set(process.memoryUsage.rss()),
    );
    this.#counter('yiqi_sfu_cpu_seconds_total', 'CPU time of the process', [], (counter) => {
      const { user, system } = process.cpuUsage();
      counter.inc((user + system) / 1e6);
    });
  }

  #quantiles(name: string, help: string, values: () => number[]): void {
    this.#gauge(name, help, ['quantile'], (gauge) => {
      const sorted = values()
        .filter(Number.isFinite)
        .sort((a, b) => a - b);
      for (const quantile of QUANTILES) {
        const value = sorted[Math.ceil(quantile * sorted.length) - 1];
        if (value !== undefined) gauge.set({ quantile }, value);
      }
    });
  }

  #gauge(name: string, help: string, labelNames: string[], fill: (gauge: Gauge) => void): void {
    const gauge = new Gauge({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect: () => {
        gauge.reset();
        fill(gauge);
      },
    });
  }

  #counter(name: string, help: string, labelNames: string[], fill: (counter: Counter) => void): void {
    const counter = new Counter({
      name,
      help,
      labelNames,
      registers: [this.#registry],
      collect: () => {
        counter.reset();
        fill(counter);
      },
    });
  }

  #participants(): Participant[] {
    return this.#rooms().flatMap((room) => room.participants);
  }

  #links(): Participant['links'] {
    return this.#participants().flatMap(({ links }) => links);
  }

  #downTracks(): Participant['links'][number]['media']['downTracks'][number][] {
    return this.#links().flatMap(({ media }) => [...media.downTracks]);
  }
}
