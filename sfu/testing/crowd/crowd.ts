import { createPrivateKey, X509Certificate } from 'node:crypto';
import { createCertificate } from '../../transport/certificates.ts';
import { DtlsContext } from '../../transport/own/ffi/dtls-context.ts';
import { CrowdSocket, hostOf } from './crowd-socket.ts';
import { Incoming, type Tally } from './incoming.ts';
import { MediaEnd } from './media-end.ts';
import { Outgoing, preciseNow, type TrackPlan } from './outgoing.ts';
import type { LocalEnd } from './sdp.ts';

/** What somebody does in the room. */
export interface Wishes {
  readonly name: string;
  readonly tracks: readonly TrackPlan[];
  readonly subscribes: boolean;
  /** With which they come; else one is made, for the room of the bench. */
  readonly token?: string;
}

export interface Person {
  readonly incoming: Incoming | null;
  close(): void;
  /** With servers where one asks for what others publish once they do. */
  subscribeLate?(): Promise<void>;
}

const TICK_MS = 1;
/** Timers of connections are looked at so often. */
const TIMERS_MS = 10;
/** Reads in a row before it is time to send again. */
const MAX_READS = 8;
/** Of so many receivers one decrypts what it gets and so knows its delay. */
const LOOKS_INSIDE = 10;

/** Everybody that this process plays: one socket, one certificate, one clock. */
export class Crowd {
  readonly tally: Tally = { packets: 0, delays: [], nacks: 0, isOn: false };
  /** How fast frames follow each other, 1 = as planned. */
  speed = 1;
  /** Packets sent that subscribers should get each, since it was set to 0. */
  sent = 0;
  readonly #socket = new CrowdSocket();
  readonly #context: DtlsContext;
  readonly #ends: MediaEnd[] = [];
  readonly #incoming: Incoming[] = [];
  readonly #outgoing: Outgoing[] = [];
  #timersAt = 0;
  #isOpen = true;

  private constructor(context: DtlsContext) {
    this.#context = context;
    this.#run();
  }

  static async open(): Promise<Crowd> {
    const { certificatePem, keyPem } = await createCertificate(Date.now());
    return new Crowd(new DtlsContext(new X509Certificate(certificatePem).raw, createPrivateKey(keyPem)));
  }

  end(): MediaEnd {
    const end = new MediaEnd(this.#socket, this.#ends.length, this.#context);
    this.#ends.push(end);
    return end;
  }

  localOf(end: MediaEnd): LocalEnd {
    return { ...end.local, fingerprint: this.#context.fingerprint, host: hostOf(end.index), port: this.#socket.port };
  }

  incoming(end: MediaEnd): Incoming {
    const incoming = new Incoming(end, this.tally, this.#incoming.length % LOOKS_INSIDE === 0);
    end.listener = incoming;
    this.#incoming.push(incoming);
    return incoming;
  }

  /** Tracks that {@link begin} once the connection is up. */
  outgoing(end: MediaEnd, plans: readonly TrackPlan[]): Outgoing[] {
    const transport = { sequence: 1 };
    const id = `end-${this.#ends.indexOf(end)}`;
    const all = plans.map((plan, mid) => new Outgoing(plan, `${id}-${mid}`, mid, end, transport));
    const rtcp = (bytes: Uint8Array): void => {
      for (const one of all) one.take(bytes);
    };
    end.listener = { rtp: () => {}, rtcp };
    return all;
  }

  begin(outgoing: readonly Outgoing[]): void {
    for (const one of outgoing) {
      // Not all at the same moment.
      one.begin(preciseNow() + ((this.#outgoing.length * 7.3) % 33));
      this.#outgoing.push(one);
    }
  }

  /** How many streams the receivers get together. */
  get streams(): number {
    return this.#incoming.reduce((sum, { streams }) => sum + streams, 0);
  }

  close(): void {
    this.#isOpen = false;
    for (const end of this.#ends) end.close();
    this.#socket.close();
  }

  #run(): void {
    if (!this.#isOpen) return;
    let more = true;
    for (let reads = 0; more && reads < MAX_READS; reads++) {
      more = this.#socket.read((end, packet, atMs) => this.#ends[end]?.receive(packet, atMs));
      this.#send();
    }
    const nowMs = preciseNow();
    if (nowMs >= this.#timersAt) {
      this.#timersAt = nowMs + TIMERS_MS;
      for (const end of this.#ends) end.tick(nowMs);
      for (const incoming of this.#incoming) incoming.tick(nowMs);
    }
    if (more) setImmediate(() => this.#run());
    else setTimeout(() => this.#run(), TICK_MS);
  }

  #send(): void {
    const nowMs = preciseNow();
    for (const outgoing of this.#outgoing) this.sent += outgoing.tick(nowMs, this.speed);
  }
}
