import type { MeetingChatCalls } from '#client/meeting-chat.ts';
import { filePath } from '#protocol/file-path.ts';
import type { ChatLine } from '#protocol/meeting-chat.ts';

/** After a question that was not answered. */
const AGAIN_MS = 2000;
/** Older lines than these are forgotten. */
const MOST_LINES = 500;

export interface GuestChatOptions {
  calls: Pick<MeetingChatCalls, 'say' | 'read' | 'vote' | 'keyOf'>;
  number: string;
  ticket: string;
  /** Waits for so many ms. */
  wait?: (ms: number) => Promise<void>;
}

/** What a guest reads of what is said in a meeting, for as long as they are in its room, and what they say. */
export class GuestChat {
  readonly #options: GuestChatOptions;
  #lines: readonly ChatLine[] = [];
  #asOf: number | undefined;
  /** The newest line that was in view. */
  #seen = 0;
  #open = false;
  /** Which following is the one that goes on. */
  #following = 0;
  readonly #listeners = new Set<() => void>();

  constructor(options: GuestChatOptions) {
    this.#options = options;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly lines = (): readonly ChatLine[] => this.#lines;
  readonly unread = (): number => this.#lines.filter(({ seq, mine }) => seq > this.#seen && !mine).length;

  /** While the chat is in view, nothing is unread. */
  setOpen(open: boolean): void {
    this.#open = open;
    this.#look();
  }

  /** Follows what is said until `stop()`. */
  async follow(): Promise<void> {
    const { calls, number, ticket, wait = sleep } = this.#options;
    for (const mine = ++this.#following; mine === this.#following; ) {
      try {
        const after = this.#asOf === undefined ? {} : { after: this.#asOf };
        const { asOf, lines } = await calls.read(number, { ticket, ...after });
        if (mine !== this.#following) return;
        this.#asOf = asOf;
        this.#take(lines);
      } catch {
        // The network, or the seat is gone for a moment: who is out for good leaves the room, and this stops.
        await wait(AGAIN_MS);
      }
    }
  }

  stop(): void {
    this.#following += 1;
  }

  /** @throws Failure why it was not said */
  async say(text: string): Promise<void> {
    const { calls, number, ticket } = this.#options;
    await calls.say(number, { ticket, clientId: crypto.randomUUID(), text });
  }

  /** Chooses of a poll's answers; none: the vote is taken back. @throws Failure why they were not chosen */
  async vote(seq: number, options: number[]): Promise<void> {
    const { calls, number, ticket } = this.#options;
    await calls.vote(number, { ticket, clientId: crypto.randomUUID(), seq, options });
  }

  /** Where the file can be fetched for some minutes. @throws Failure why it cannot */
  async linkTo(seq: number, file: string): Promise<string> {
    const { calls, number, ticket } = this.#options;
    const { key } = await calls.keyOf(number, { ticket, seq });
    return filePath(file, 'original', key, true);
  }

  /** Lines that changed take the place of what they were. */
  #take(lines: readonly ChatLine[]): void {
    if (lines.length === 0) return;
    const known = new Map(this.#lines.map((line) => [line.seq, line]));
    for (const line of lines) known.set(line.seq, line);
    this.#lines = [...known.values()].sort((a, b) => a.seq - b.seq).slice(-MOST_LINES);
    this.#look();
  }

  #look(): void {
    if (this.#open) this.#seen = this.#lines.at(-1)?.seq ?? this.#seen;
    for (const listener of this.#listeners) listener();
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
