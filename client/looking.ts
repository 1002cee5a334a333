import type { ConversationId, Seq } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Call } from './sync.ts';

export interface LookingOptions {
  call: Call;
  /** A conversation goes up to there. */
  heard: (id: ConversationId, seq: Seq) => void;
}

/** Says which conversations are in view, so that all of large ones is told live: docs/spec/threads-and-channels.md. */
export class Looking {
  readonly #options: LookingOptions;
  readonly #inView = new Set<ConversationId>();
  #online = false;
  #asked = false;

  constructor(options: LookingOptions) {
    this.#options = options;
  }

  handleView(id: ConversationId, inView: boolean): void {
    if (inView === this.#inView.has(id)) return;
    if (inView) this.#inView.add(id);
    else this.#inView.delete(id);
    this.#ask();
  }

  handleOnline(online: boolean): void {
    this.#online = online;
    if (online && this.#inView.size > 0) this.#ask();
  }

  /** Once for all that changes in one turn. */
  #ask(): void {
    if (!this.#online || this.#asked) return;
    this.#asked = true;
    queueMicrotask(() => {
      this.#asked = false;
      void this.#tell();
    });
  }

  /** Never rejects: the next connection begins with asking anew. */
  async #tell(): Promise<void> {
    const conversations = [...this.#inView].slice(-LIMITS.conversationsInView);
    try {
      const { places } = await this.#options.call('conversation.look', { conversations });
      for (const { conversation, lastSeq } of places) this.#options.heard(conversation, lastSeq);
    } catch {
      // Out of reach.
    }
  }
}
