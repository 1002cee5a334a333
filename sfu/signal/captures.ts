import { createWriteStream, type WriteStream } from 'node:fs';
import { mkdir, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pcapHead, pcapRecord } from '../core/media/pcap.ts';
import type { Log } from './log.ts';
import { preciseNow } from './media-link.ts';
import type { Participant } from './participant.ts';
import type { Rooms } from './rooms.ts';

/** At once, and files kept: whoever looks into a problem needs few, and a disk fills quickly. */
const MAX_RUNNING = 4;
const MAX_FILES = 20;
/** What the disk has not taken yet; more is left out and counted. */
const MAX_WAITING_BYTES = 4 * 1024 * 1024;

interface CaptureLimits {
  seconds: number;
  bytes: number;
}

interface CaptureReport {
  /** Name of the file, within the folder for captures. */
  file: string;
  running: boolean;
  packets: number;
  bytes: number;
  /** Packets left out because the disk was slow. */
  omitted: number;
}

type CaptureResult =
  | { ok: true; value: CaptureReport }
  | { ok: false; code: 'not_found' | 'failed_precondition' | 'unavailable'; message: string };

/** Writes what one participant sends and gets, as plain RTP and RTCP, into a pcap file which only the server's user may read. */
export class Captures {
  readonly #rooms: Rooms;
  readonly #folder: string;
  readonly #log: Log;
  readonly #bySid = new Map<string, Capture>();

  /** An empty `folder` allows none. */
  constructor(rooms: Rooms, folder: string, log: Log) {
    this.#rooms = rooms;
    this.#folder = folder;
    this.#log = log;
  }

  async start(room: string, identity: string, limits: CaptureLimits): Promise<CaptureResult> {
    const participant = this.#find(room, identity);
    if (!participant) return missing;
    if (this.#folder === '') return refused('this server has no folder for captures');
    if (this.#bySid.has(participant.sid)) return refused('this participant is being captured');
    if (this.#bySid.size >= MAX_RUNNING) return refused(`${MAX_RUNNING} captures are running`);
    const capture = new Capture(participant, limits, () => this.#bySid.delete(participant.sid));
    this.#bySid.set(participant.sid, capture);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const files = await readdir(this.#folder);
      if (files.length >= MAX_FILES) {
        capture.stop();
        return refused(`${MAX_FILES} captures are kept: remove some first`);
      }
      await capture.begin(this.#folder);
    } catch {
      capture.stop();
      return { ok: false, code: 'unavailable', message: 'the file cannot be written' };
    }
    this.#log.info({ participant: participant.sid, ...limits }, 'a capture of a participant began');
    return { ok: true, value: capture.report() };
  }

  state(room: string, identity: string): CaptureResult {
    const capture = this.#bySid.get(this.#find(room, identity)?.sid ?? '');
    return capture ? { ok: true, value: capture.report() } : missing;
  }

  async stop(room: string, identity: string): Promise<CaptureResult> {
    const capture = this.#bySid.get(this.#find(room, identity)?.sid ?? '');
    if (!capture) return missing;
    capture.stop();
    await capture.written;
    return { ok: true, value: capture.report() };
  }

  /** Ends all; resolves when their files are whole. */
  async close(): Promise<void> {
    const running = [...this.#bySid.values()];
    for (const capture of running) capture.stop();
    await Promise.all(running.map(({ written }) => written));
  }

  #find(room: string, identity: string): Participant | undefined {
    return this.#rooms.find(room)?.find(identity);
  }
}

const missing: CaptureResult = { ok: false, code: 'not_found', message: 'nothing of that kind is here' };

function refused(message: string): CaptureResult {
  return { ok: false, code: 'failed_precondition', message };
}

class Capture {
  readonly written: Promise<void>;
  readonly #participant: Participant;
  readonly #limits: CaptureLimits;
  readonly #ends: (() => void)[] = [];
  readonly #name: string;
  #file: WriteStream | null = null;
  #stopped = false;
  #settle = (): void => {};
  #packets = 0;
  #bytes = 0;
  #omitted = 0;

  constructor(participant: Participant, limits: CaptureLimits, ended: () => void) {
    this.#participant = participant;
    this.#limits = limits;
    this.#ends.push(ended);
    this.#name = `${participant.sid}-${new Date().toISOString().replaceAll(/[:.]/g, '-')}.pcap`;
    this.written = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  /** @throws the system's error when the file cannot be made */
  async begin(folder: string): Promise<void> {
    const file = createWriteStream(path.join(folder, this.#name), { flags: 'wx', mode: 0o600 });
    await new Promise<void>((resolve, reject) => file.once('open', () => resolve()).once('error', reject));
    this.#file = file;
    file.on('error', () => this.stop());
    file.once('close', this.#settle);
    this.#write(pcapHead());
    if (this.#stopped) return void file.end();
    const timer = setTimeout(() => this.stop(), this.#limits.seconds * 1000);
    this.#ends.push(() => clearTimeout(timer));
    this.#ends.push(this.#participant.events.on('closed', () => this.stop()));
    this.#participant.links.forEach((link, connection) => {
      const watcher = (packet: Uint8Array, direction: 'in' | 'out'): void =>
        this.#take(pcapRecord(packet, direction, connection, preciseNow()));
      link.watchers.add(watcher);
      this.#ends.push(() => link.watchers.delete(watcher));
    });
  }

  report(): CaptureReport {
    const [packets, bytes, omitted] = [this.#packets, this.#bytes, this.#omitted];
    return { file: this.#name, running: !this.#stopped, packets, bytes, omitted };
  }

  /** Idempotent. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    for (const end of this.#ends) end();
    if (this.#file) this.#file.end();
    else this.#settle();
  }

  #take(record: Uint8Array): void {
    if (this.#bytes + record.length > this.#limits.bytes) this.stop();
    else if ((this.#file?.writableLength ?? 0) > MAX_WAITING_BYTES) this.#omitted++;
    else {
      this.#packets++;
      this.#write(record);
    }
  }

  #write(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    this.#file?.write(bytes);
  }
}
