import { Emitter } from '#kernel/emitter.ts';
import type { ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { ReaderMark, ReadsPush } from '#protocol/realtime.ts';
import type { Call } from './sync.ts';

export interface ReadsOptions {
  me: UserId;
  call: Call;
}

/** How far the others have read the conversations in view, of those who show it: docs/spec/list-and-reading.md [LR33]. */
export class ReadsInView extends Emitter<{ changed: [] }> {
  readonly #options: ReadsOptions;
  readonly #inView = new Set<ConversationId>();
  readonly #marks = new Map<ConversationId, readonly ReaderMark[]>();
  #online = false;

  constructor(options: ReadsOptions) {
    super();
    this.#options = options;
  }

  /** The others' marks; undefined: none are shown, or none are known. */
  of(id: ConversationId): readonly ReaderMark[] | undefined {
    return this.#marks.get(id);
  }

  handleView(id: ConversationId, inView: boolean): void {
    if (inView === this.#inView.has(id)) return;
    if (inView) this.#inView.add(id);
    else this.#inView.delete(id);
    if (this.#online) void (inView ? this.#ask(id) : this.#stop(id));
  }

  handleOnline(online: boolean): void {
    this.#online = online;
    if (online) for (const id of this.#inView) void this.#ask(id);
  }

  handlePush({ conversation, marks, whole }: ReadsPush): void {
    const known = whole ? [] : (this.#marks.get(conversation) ?? []);
    const fresh = new Set(marks.map(({ user }) => user));
    this.#set(conversation, [...known.filter(({ user }) => !fresh.has(user)), ...marks]);
  }

  /** Never rejects: what could not be asked now is asked with the next connection. */
  async #ask(conversation: ConversationId): Promise<void> {
    try {
      const { marks } = await this.#options.call('conversation.reads', { conversation, on: true });
      if (this.#inView.has(conversation)) this.#set(conversation, marks);
    } catch {
      this.#set(conversation, undefined);
    }
  }

  /** Never rejects: another connection follows nothing. */
  async #stop(conversation: ConversationId): Promise<void> {
    await this.#options.call('conversation.reads', { conversation, on: false }).catch(() => {});
    // It was asked for again meanwhile, and that may have come first.
    if (this.#online && this.#inView.has(conversation)) await this.#ask(conversation);
  }

  #set(conversation: ConversationId, marks: readonly ReaderMark[] | undefined): void {
    if (marks === undefined) this.#marks.delete(conversation);
    else
      this.#marks.set(
        conversation,
        marks.filter(({ user }) => user !== this.#options.me),
      );
    this.emit('changed');
  }
}

/** How many have read the message at `seq`, of how many for whom it was. */
export function readBy(marks: readonly ReaderMark[], seq: Seq): { read: number; total: number } {
  const readers = marks.filter(({ joined }) => joined < seq);
  return { read: readers.filter(({ read }) => read >= seq).length, total: readers.length };
}
