import { Emitter } from '#kernel/emitter.ts';
import { asFailure, Failure } from '#kernel/failure.ts';
import type { FailureCode } from '#protocol/failures.ts';
import type { FileId, FileItem, UploadState } from '#protocol/files.ts';
import { backoffMs } from '../backoff.ts';
import { passes } from '../http.ts';
import type { Timers } from '../ports.ts';
import { nextPart, type Pace, SLOWEST } from './pace.ts';
import type { UploadSource } from './source.ts';
import type { Tus } from './tus.ts';

/** An upload as it is shown. The same object until it changes. */
export type UploadView = { sent: number; size: number; bytesPerSecond: number } & (
  | { at: 'waiting' | 'sending' | 'paused'; why?: FailureCode }
  | { at: 'ready'; file: FileItem }
  | { at: 'failed'; failure: Failure }
);

interface Upload {
  readonly source: UploadSource;
  /** Begun in an earlier life, which the server may have forgotten. */
  found: boolean;
  id: string | undefined;
  view: UploadView;
  pace: Pace;
  attempt: number;
  /** The place is to be asked for before the next part. */
  lost: boolean;
  busy: boolean;
  gone: boolean;
  stopWaiting: (() => void) | undefined;
}

export interface UploadsOptions {
  tus: Tus;
  timers: Timers;
  /** Uniform in [0, 1), for jitter. */
  random: () => number;
  /** Parts under way at a time. */
  parallel?: number;
}

interface UploadsEvents extends Record<string, unknown[]> {
  /** The server knows the upload by this id. */
  begun: [key: number, id: FileId];
  /** Something of this upload is not what it was. */
  changed: [key: number];
}

/**
 * Files on their way to the server: some at a time, part after part in turn, so that a short one isn't kept waiting by a
 * long one. What breaks off goes on where the server is.
 */
export class Uploads extends Emitter<UploadsEvents> {
  readonly #options: UploadsOptions;
  readonly #uploads = new Map<number, Upload>();
  /** Those that have something to do, the next first. */
  #queue: number[] = [];
  #running = 0;
  #nextKey = 1;

  constructor(options: UploadsOptions) {
    super();
    this.#options = options;
  }

  /** `id`: an upload that was begun before, and goes on. @returns the key by which it is known here */
  add(source: UploadSource, id?: FileId): number {
    const key = this.#nextKey++;
    const view: UploadView = { at: 'waiting', sent: 0, size: source.size, bytesPerSecond: 0 };
    const state = { id, attempt: 0, lost: id !== undefined, busy: false, gone: false, stopWaiting: undefined };
    this.#uploads.set(key, { source, found: id !== undefined, view, pace: SLOWEST, ...state });
    this.#enqueue(key);
    return key;
  }

  view(key: number): UploadView | undefined {
    return this.#uploads.get(key)?.view;
  }

  /** Under which the server knows it; undefined before it has begun. */
  idOf(key: number): FileId | undefined {
    return this.#uploads.get(key)?.id;
  }

  /** No further part goes out. */
  pause(key: number): void {
    const upload = this.#uploads.get(key);
    if (upload === undefined || upload.view.at === 'ready' || upload.view.at === 'failed') return;
    upload.stopWaiting?.();
    this.#queue = this.#queue.filter((one) => one !== key);
    this.#show(key, upload, { at: 'paused', bytesPerSecond: 0 });
  }

  /** Goes on with one that was paused, or that failed. */
  resume(key: number): void {
    const upload = this.#uploads.get(key);
    if (upload === undefined || (upload.view.at !== 'paused' && upload.view.at !== 'failed')) return;
    if (upload.view.at === 'failed') upload.lost = true;
    upload.attempt = 0;
    const { sent, size } = upload.view;
    upload.view = { at: 'waiting', sent, size, bytesPerSecond: 0 };
    this.emit('changed', key);
    this.#enqueue(key);
  }

  /** Forgets it, here and on the server. */
  cancel(key: number): void {
    const upload = this.#uploads.get(key);
    if (upload === undefined) return;
    this.forget(key);
    if (upload.id !== undefined) this.#options.tus.remove(upload.id).catch(() => {});
  }

  /** Forgets it here: it is part of a message now. */
  forget(key: number): void {
    const upload = this.#uploads.get(key);
    if (upload === undefined) return;
    upload.gone = true;
    upload.stopWaiting?.();
    this.#queue = this.#queue.filter((one) => one !== key);
    this.#uploads.delete(key);
    this.emit('changed', key);
  }

  /** The network is back: what waits for another attempt makes it now. */
  wake(): void {
    for (const [key, upload] of this.#uploads) {
      if (upload.stopWaiting === undefined) continue;
      upload.stopWaiting();
      upload.attempt = 0;
      this.#enqueue(key);
    }
  }

  #enqueue(key: number): void {
    const upload = this.#uploads.get(key);
    if (upload === undefined || upload.busy || this.#queue.includes(key)) return;
    this.#queue.push(key);
    this.#pump();
  }

  #pump(): void {
    while (this.#running < (this.#options.parallel ?? 3)) {
      const key = this.#queue.shift();
      const upload = key === undefined ? undefined : this.#uploads.get(key);
      if (key === undefined || upload === undefined) return;
      this.#running += 1;
      upload.busy = true;
      void this.#step(key, upload).finally(() => {
        this.#running -= 1;
        upload.busy = false;
        if (!upload.gone && upload.view.at === 'sending' && upload.stopWaiting === undefined) this.#enqueue(key);
        else if (upload.view.at === 'waiting' && upload.stopWaiting === undefined) this.#enqueue(key);
        this.#pump();
      });
    }
  }

  /** One part, or one question. */
  async #step(key: number, upload: Upload): Promise<void> {
    if (upload.view.at === 'waiting') this.#show(key, upload, { at: 'sending' });
    try {
      await this.#go(key, upload);
      upload.attempt = 0;
    } catch (error) {
      this.#failed(key, upload, asFailure(error));
    }
  }

  async #go(key: number, upload: Upload): Promise<void> {
    const { tus } = this.#options;
    const { source } = upload;
    if (upload.id === undefined) {
      upload.id = (await tus.begin(source)).id;
      if (!upload.gone) this.emit('begun', key, upload.id);
      await illustrate(tus, upload.id, source);
      return;
    }
    const { sent } = upload.view;
    if (upload.lost || sent === source.size) {
      const { offset, file } = await this.#look(upload, upload.id);
      upload.lost = false;
      if (file === undefined) this.#show(key, upload, { sent: offset });
      else this.#ready(key, upload, file);
      return;
    }
    await this.#part(key, upload, upload.id, sent);
  }

  /** What was begun in an earlier life and has ended since begins anew. */
  async #look(upload: Upload, id: FileId): Promise<Pick<UploadState, 'offset' | 'file'>> {
    try {
      return await this.#options.tus.look(id);
    } catch (error) {
      if (!upload.found || asFailure(error).code !== 'file.unknown') throw error;
      upload.found = false;
      upload.id = undefined;
      return { offset: 0 };
    }
  }

  async #part(key: number, upload: Upload, id: string, sent: number): Promise<void> {
    const { tus, timers } = this.#options;
    const end = Math.min(sent + upload.pace.partBytes, upload.source.size);
    const bytes = await upload.source.read(sent, end).catch(() => {
      throw new Failure('file.unknown');
    });
    const began = timers.now();
    await tus.append(id, sent, bytes);
    upload.pace = nextPart(upload.pace, bytes.length, timers.now() - began);
    this.#show(key, upload, { sent: end, bytesPerSecond: upload.pace.bytesPerSecond });
  }

  #ready(key: number, upload: Upload, file: FileItem): void {
    if (upload.gone) return;
    upload.view = { at: 'ready', file, sent: upload.source.size, size: upload.source.size, bytesPerSecond: 0 };
    this.emit('changed', key);
  }

  #failed(key: number, upload: Upload, failure: Failure): void {
    if (upload.gone || upload.view.at === 'paused') {
      upload.lost = true;
      return;
    }
    upload.lost = true;
    if (!passes(failure)) {
      const { sent, size } = upload.view;
      upload.view = { at: 'failed', failure, sent, size, bytesPerSecond: 0 };
      this.emit('changed', key);
      return;
    }
    const { timers, random } = this.#options;
    const waitMs = Math.max(failure.detail.retryAfterMs ?? 0, backoffMs(upload.attempt, random()));
    upload.attempt += 1;
    const stop = timers.after(waitMs, () => {
      upload.stopWaiting = undefined;
      this.#enqueue(key);
    });
    upload.stopWaiting = () => {
      upload.stopWaiting = undefined;
      stop();
    };
    this.#show(key, upload, { at: 'waiting', bytesPerSecond: 0, why: failure.code });
  }

  #show(key: number, upload: Upload, change: Partial<UploadView>): void {
    if (upload.gone || upload.view.at === 'ready' || upload.view.at === 'failed') return;
    // A pause holds, whatever the part under way has become.
    const at = upload.view.at === 'paused' ? 'paused' : (change.at ?? upload.view.at);
    upload.view = { ...upload.view, ...change, at } as UploadView;
    this.emit('changed', key);
  }
}

/** A video goes without its picture rather than not at all. */
async function illustrate(tus: Tus, id: FileId, { poster }: UploadSource): Promise<void> {
  const picture = await poster?.().catch(() => undefined);
  if (picture !== undefined) await tus.illustrate(id, picture).catch(() => {});
}
