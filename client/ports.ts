/** What the client needs from where it runs, told as narrowly as it is used. Browsers, Node and workers have all of it. */

export interface Socket {
  send(data: string): void;
  close(code?: number): void;
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
}

export type OpenSocket = (url: string) => Socket;

export const platformSocket: OpenSocket = (url) => new WebSocket(url) as Socket;

export interface HttpRequest {
  method: string;
  headers: Record<string, string>;
  body?: string | Uint8Array<ArrayBuffer>;
  signal?: AbortSignal;
}

export interface HttpResponse {
  ok: boolean;
  status: number;
  text(): Promise<string>;
}

export type Fetch = (url: string, request: HttpRequest) => Promise<HttpResponse>;

export const platformFetch: Fetch = (url, request) => fetch(url, request);

/** The part of `navigator.locks` that is used. A lock is held until `work` resolves. */
export interface Locks {
  request(
    name: string,
    options: { ifAvailable?: boolean; signal?: AbortSignal; steal?: boolean },
    work: (lock: unknown) => Promise<void> | void,
  ): Promise<unknown>;
}

/** The part of a BroadcastChannel that is used: reaches the other tabs that have opened it, in order, never this one. */
export interface Channel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { data: unknown }) => void): void;
  close(): void;
}

export type OpenChannel = (name: string) => Channel;

export interface Timers {
  now(): number;
  /** Calls back once after `delayMs` unless the returned function is called before. */
  after(delayMs: number, callback: () => void): () => void;
}

export const systemTimers: Timers = {
  now: () => Date.now(),
  after(delayMs, callback) {
    const timer = setTimeout(callback, delayMs);
    return () => clearTimeout(timer);
  },
};
