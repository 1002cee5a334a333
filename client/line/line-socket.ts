import type { Socket } from '../ports.ts';

export interface LineSocketOptions {
  send: (text: string) => void;
  /** This end has done with it. */
  close: () => void;
}

/** One tab's share of the connection. To the tab it is a socket like any other. */
export class LineSocket implements Socket {
  readonly #options: LineSocketOptions;
  readonly #listeners = { open: [], close: [], error: [] } as Record<'open' | 'close' | 'error', (() => void)[]>;
  readonly #readers: ((event: { data: unknown }) => void)[] = [];
  #at: 'opening' | 'open' | 'closed' = 'opening';

  constructor(options: LineSocketOptions) {
    this.#options = options;
  }

  get at(): 'opening' | 'open' | 'closed' {
    return this.#at;
  }

  send(data: string): void {
    if (this.#at === 'open') this.#options.send(data);
  }

  close(): void {
    if (this.#at === 'closed') return;
    this.#at = 'closed';
    this.#options.close();
  }

  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  addEventListener(type: 'open' | 'close' | 'error' | 'message', listener: (event: { data: unknown }) => void): void {
    if (type === 'message') this.#readers.push(listener);
    else this.#listeners[type].push(listener as () => void);
  }

  handleOpened(): void {
    if (this.#at !== 'opening') return;
    this.#at = 'open';
    for (const listener of this.#listeners.open) listener();
  }

  handleText(text: string): void {
    if (this.#at !== 'open') return;
    for (const reader of this.#readers) reader({ data: text });
  }

  /** The connection is lost, or who held it. */
  handleClosed(): void {
    if (this.#at === 'closed') return;
    this.#at = 'closed';
    for (const listener of this.#listeners.close) listener();
  }
}
