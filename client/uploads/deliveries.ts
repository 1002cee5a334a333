import { Emitter } from '#kernel/emitter.ts';
import { asFailure, type Failure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import type { ClientId, ConversationId, TimeMs } from '#protocol/common.ts';
import type { ContentOf } from '#protocol/content.ts';
import type { FileItem } from '#protocol/files.ts';
import type { Client, SendMore } from '../api.ts';
import { passes } from '../http.ts';
import { systemTimers, type Timers } from '../ports.ts';
import { type KeptDelivery, noKeeper, type UploadKeeper } from './keeper.ts';
import type { UploadSource } from './source.ts';
import type { Uploads, UploadView } from './uploads.ts';

/** A message whose files are still on their way. */
export interface Delivery {
  readonly key: number;
  /** Under which the message is sent, whatever life of the page sends it. */
  readonly clientId: ClientId;
  readonly conversation: ConversationId;
  readonly text: string;
  readonly more: Omit<SendMore, 'content' | 'clientId'>;
  readonly at: number;
  /** Its one file is something that was said. */
  readonly voice?: Pick<ContentOf<'voice'>, 'ms' | 'wave'>;
  /** It goes out then, and is handed over to the server as soon as its files are there. */
  readonly later?: TimeMs;
  readonly files: readonly { key: number; source: UploadSource; upload: UploadView }[];
}

export type NewDelivery = Pick<Delivery, 'conversation' | 'text' | 'more' | 'voice' | 'later'>;

interface DeliveriesEvents extends Record<string, unknown[]> {
  changed: [];
  /** A message that was to go out later will not: it has been given up. */
  refused: [Failure];
}

type Sending = Pick<Client, 'send' | 'call'> & Partial<Pick<Client, 'conversation' | 'subscribe'>>;

/** A server that is busy is asked again after so long, in ms. */
const AGAIN_MS = 10_000;

const NONE: readonly Delivery[] = [];

/** Messages with files: shown from the first moment on, sent when all their files are there, after a reload too. */
export class Deliveries extends Emitter<DeliveriesEvents> {
  readonly #client: Sending;
  readonly #uploads: Uploads;
  readonly #keeper: UploadKeeper;
  #all: readonly Delivery[] = [];
  /** Those that would not be there after a reload. */
  readonly #fleeting = new Set<ClientId>();
  /** Sent, and kept until the server has them. */
  readonly #unconfirmed = new Map<ClientId, ConversationId>();
  /** Being handed over for another time. */
  readonly #scheduling = new Set<ClientId>();
  readonly #timers: Timers;
  #nextKey = 1;

  constructor(client: Sending, uploads: Uploads, keeper: UploadKeeper = noKeeper, timers: Timers = systemTimers) {
    super();
    this.#timers = timers;
    this.#client = client;
    this.#uploads = uploads;
    this.#keeper = keeper;
    uploads.on('changed', (key) => this.#uploaded(key));
    uploads.on('begun', (key, id) => {
      const found = this.#all.find(({ files }) => files.some((file) => file.key === key));
      const index = found?.files.findIndex((file) => file.key === key) ?? -1;
      if (found !== undefined && index >= 0) void keeper.begun(found.clientId, index, id);
    });
    client.subscribe?.(() => this.#dropConfirmed());
  }

  /** The same array until something of it changes. */
  all(): readonly Delivery[] {
    return this.#all.length === 0 ? NONE : this.#all;
  }

  /** Whether closing the page would lose one. */
  wouldLose(): boolean {
    return this.#all.some(({ clientId }) => this.#fleeting.has(clientId));
  }

  /** `now`: ms since the epoch. */
  send(to: NewDelivery, sources: readonly UploadSource[], now: number): void {
    const clientId = randomText(20);
    const files = sources.map((source) => ({ source }));
    this.#fleeting.add(clientId);
    this.#add({ ...to, clientId, at: now, files });
    void this.#keep(clientId);
  }

  /** The network is back. */
  wake(): void {
    this.#sendReady();
  }

  /** Goes on with what an earlier life of the page left. */
  async resume(): Promise<void> {
    for (const kept of await this.#keeper.adopt()) {
      if (!this.#all.some(({ clientId }) => clientId === kept.clientId)) this.#add(kept);
    }
  }

  /** Takes one file out of a message; the last one takes the message with it. */
  drop(delivery: number, file: number): void {
    this.#uploads.cancel(file);
    this.#alter(delivery, (one) => ({ ...one, files: one.files.filter(({ key }) => key !== file) }));
    this.#sendReady();
  }

  /** Sends one file of a message in another way, from its beginning. */
  instead(delivery: number, file: number, source: UploadSource): void {
    const key = this.#uploads.add(source);
    const upload = this.#uploads.view(key);
    if (upload === undefined) return;
    const other = { key, source, upload };
    this.#alter(delivery, (one) => ({ ...one, files: one.files.map((each) => (each.key === file ? other : each)) }));
    this.#uploads.cancel(file);
  }

  discard(delivery: number): void {
    const gone = this.#all.find(({ key }) => key === delivery);
    this.#change(this.#all.filter(({ key }) => key !== delivery));
    for (const { key } of gone?.files ?? []) this.#uploads.cancel(key);
    if (gone !== undefined) void this.#keeper.drop(gone.clientId);
  }

  /** Everything: nobody is signed in any more. `keep`: they come back. */
  clear(keep = false): void {
    if (!keep) {
      for (const { key } of this.#all) this.discard(key);
      return;
    }
    const all = this.#all;
    this.#change([]);
    for (const { files } of all) for (const { key } of files) this.#uploads.forget(key);
  }

  #add({ files, ...kept }: KeptDelivery): void {
    const shown = files.flatMap(({ source, upload: id }) => {
      const key = this.#uploads.add(source, id);
      const upload = this.#uploads.view(key);
      return upload === undefined ? [] : [{ key, source, upload }];
    });
    this.#change([...this.#all, { ...kept, key: this.#nextKey++, files: shown }]);
  }

  async #keep(clientId: ClientId): Promise<void> {
    const found = this.#all.find((one) => one.clientId === clientId);
    if (found === undefined) return;
    const { key: _, files, ...rest } = found;
    const kept = await this.#keeper.keep({ ...rest, files: files.map(({ source }) => ({ source })) });
    const now = this.#all.find((one) => one.clientId === clientId);
    // Meanwhile it may have been taken back, or have been sent.
    if (now === undefined && !this.#unconfirmed.has(clientId)) await this.#keeper.drop(clientId);
    if (!kept) return;
    this.#fleeting.delete(clientId);
    for (const [index, { key }] of (now?.files ?? []).entries()) {
      const id = this.#uploads.idOf(key);
      if (id !== undefined) await this.#keeper.begun(clientId, index, id);
    }
  }

  /** Another list of files is kept as a whole. */
  #alter(delivery: number, by: (one: Delivery) => Delivery): void {
    const before = this.#all.find(({ key }) => key === delivery);
    if (before === undefined) return;
    const after = by(before);
    const all = this.#all.map((one) => (one === before ? after : one));
    this.#change(all.filter(({ files }) => files.length > 0));
    if (after.files.length === 0) void this.#keeper.drop(before.clientId);
    else void this.#keep(before.clientId);
  }

  #uploaded(key: number): void {
    const upload = this.#uploads.view(key);
    if (upload === undefined || !this.#all.some(({ files }) => files.some((file) => file.key === key))) return;
    this.#change(
      this.#all.map((one) =>
        one.files.some((file) => file.key === key)
          ? { ...one, files: one.files.map((file) => (file.key === key ? { ...file, upload } : file)) }
          : one,
      ),
    );
    this.#sendReady();
  }

  #sendReady(): void {
    for (const delivery of this.#all) {
      const items = delivery.files.map(({ upload }) => (upload.at === 'ready' ? upload.file : undefined));
      if (!items.every((item) => item !== undefined)) continue;
      if (delivery.later !== undefined) {
        void this.#schedule(delivery, delivery.later, items);
        continue;
      }
      this.#change(this.#all.filter(({ key }) => key !== delivery.key));
      const { conversation, text, more, clientId } = delivery;
      this.#unconfirmed.set(clientId, conversation);
      this.#client.send(conversation, text, { ...more, clientId, content: contentOf(delivery, items) });
      for (const { key } of delivery.files) this.#uploads.forget(key);
    }
  }

  /** Never rejects. Until the server has it, it stays here. */
  async #schedule(delivery: Delivery, at: TimeMs, items: FileItem[]): Promise<void> {
    const { clientId, conversation, text, more, files } = delivery;
    if (this.#scheduling.has(clientId)) return;
    this.#scheduling.add(clientId);
    const content = contentOf(delivery, items);
    const params = { clientId, conversation, text, content, at, ...scheduledMore(more) };
    const fault = await this.#client.call('message.schedule', params).then(() => undefined, asFailure);
    this.#scheduling.delete(clientId);
    if (fault !== undefined && passes(fault)) {
      this.#timers.after(AGAIN_MS, () => this.wake());
      return;
    }
    this.#change(this.#all.filter((one) => one.clientId !== clientId));
    for (const { key } of files) this.#uploads.forget(key);
    void this.#keeper.drop(clientId);
    if (fault !== undefined) this.emit('refused', fault);
  }

  /** What is in the log, or stays with the outbox as refused, needs not be kept here as well. */
  #dropConfirmed(): void {
    for (const [clientId, conversation] of this.#unconfirmed) {
      const lines = this.#client.conversation?.(conversation).lines ?? [];
      const settled = lines.some((line) =>
        line.state === 'sent'
          ? line.event.type === 'message' && line.event.clientId === clientId
          : line.state === 'failed' && line.clientId === clientId,
      );
      if (!settled) continue;
      this.#unconfirmed.delete(clientId);
      void this.#keeper.drop(clientId);
    }
  }

  #change(all: readonly Delivery[]): void {
    this.#all = all;
    this.emit('changed');
  }
}

function scheduledMore({ replyTo, mentions = [], thread, alsoSent }: Delivery['more']) {
  return {
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(mentions.length === 0 ? {} : { mentions: [...mentions] }),
    ...(thread === undefined ? {} : { thread }),
    ...(thread !== undefined && alsoSent ? { alsoSent: true as const } : {}),
  };
}

function contentOf({ voice }: Delivery, items: FileItem[]) {
  const [file] = items;
  if (voice === undefined || file === undefined) return { type: 'files' as const, items };
  return { type: 'voice' as const, file, ...voice };
}
