import { Emitter } from '#kernel/emitter.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { FileItem } from '#protocol/files.ts';
import type { Client, SendMore } from '../api.ts';
import type { UploadSource } from './source.ts';
import type { Uploads, UploadView } from './uploads.ts';

/** A message whose files are still on their way. */
export interface Delivery {
  readonly key: number;
  readonly conversation: ConversationId;
  readonly text: string;
  readonly more: Omit<SendMore, 'content'>;
  readonly at: number;
  readonly files: readonly { key: number; source: UploadSource; upload: UploadView }[];
}

interface DeliveriesEvents extends Record<string, unknown[]> {
  changed: [];
}

const NONE: readonly Delivery[] = [];

/** Messages with files: shown from the first moment on, sent when all their files are there. */
export class Deliveries extends Emitter<DeliveriesEvents> {
  readonly #client: Pick<Client, 'send'>;
  readonly #uploads: Uploads;
  #all: readonly Delivery[] = [];
  #nextKey = 1;

  constructor(client: Pick<Client, 'send'>, uploads: Uploads) {
    super();
    this.#client = client;
    this.#uploads = uploads;
    uploads.on('changed', (key) => this.#uploaded(key));
  }

  /** The same array until something of it changes. */
  all(): readonly Delivery[] {
    return this.#all.length === 0 ? NONE : this.#all;
  }

  /** `now`: ms since the epoch. */
  send(to: Pick<Delivery, 'conversation' | 'text' | 'more'>, sources: readonly UploadSource[], now: number): void {
    const files = sources.flatMap((source) => {
      const key = this.#uploads.add(source);
      const upload = this.#uploads.view(key);
      return upload === undefined ? [] : [{ key, source, upload }];
    });
    this.#change([...this.#all, { ...to, key: this.#nextKey++, at: now, files }]);
  }

  /** Takes one file out of a message; the last one takes the message with it. */
  drop(delivery: number, file: number): void {
    this.#uploads.cancel(file);
    const all = this.#all.map((one) =>
      one.key === delivery ? { ...one, files: one.files.filter(({ key }) => key !== file) } : one,
    );
    this.#change(all.filter(({ files }) => files.length > 0));
    this.#sendReady();
  }

  /** Sends one file of a message in another way, from its beginning. */
  instead(delivery: number, file: number, source: UploadSource): void {
    const key = this.#uploads.add(source);
    const upload = this.#uploads.view(key);
    if (upload === undefined) return;
    this.#change(
      this.#all.map((one) =>
        one.key === delivery
          ? { ...one, files: one.files.map((other) => (other.key === file ? { key, source, upload } : other)) }
          : one,
      ),
    );
    this.#uploads.cancel(file);
  }

  discard(delivery: number): void {
    const gone = this.#all.find(({ key }) => key === delivery);
    this.#change(this.#all.filter(({ key }) => key !== delivery));
    for (const { key } of gone?.files ?? []) this.#uploads.cancel(key);
  }

  /** Everything: nobody is signed in any more. */
  clear(): void {
    for (const { key } of this.#all) this.discard(key);
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
      this.#change(this.#all.filter(({ key }) => key !== delivery.key));
      const content = { type: 'files' as const, items: items as FileItem[] };
      this.#client.send(delivery.conversation, delivery.text, { ...delivery.more, content });
      for (const { key } of delivery.files) this.#uploads.forget(key);
    }
  }

  #change(all: readonly Delivery[]): void {
    this.#all = all;
    this.emit('changed');
  }
}
