import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';

export interface Http2LineOptions {
  /** As `https://api.push.apple.com`. */
  origin: string;
  /** PEM of the service's own authority, for tests. */
  authority?: string;
  timeoutMs: number;
}

export interface Http2Answer {
  status: number;
  text: string;
}

/** A connection on which nothing was said for so long is closed. */
const IDLE_MS = 10 * 60_000;
const MOST_CHARS = 16 * 1024;

/** One HTTP/2 connection to a service, for many requests at a time; opened when it is needed, and again when it ended. */
export class Http2Line {
  readonly #options: Http2LineOptions;
  #session: ClientHttp2Session | undefined;

  constructor(options: Http2LineOptions) {
    this.#options = options;
  }

  /** @throws Error when there is no whole answer within the time */
  post(path: string, headers: Record<string, string | number>, body: Buffer): Promise<Http2Answer> {
    const session = this.#open();
    const signal = AbortSignal.timeout(this.#options.timeoutMs);
    return new Promise((resolve, reject) => {
      const stream = session.request({ ':method': 'POST', ':path': path, ...headers }, { signal });
      let got: IncomingHttpHeaders = {};
      let text = '';
      stream.setEncoding('utf8');
      stream.once('response', (answered) => {
        got = answered;
      });
      stream.on('data', (chunk: string) => {
        text = (text + chunk).slice(0, MOST_CHARS);
      });
      stream.once('end', () => {
        const status = Number(got[constants.HTTP2_HEADER_STATUS] ?? 0);
        // Without one, the connection ended first: 'close' follows.
        if (status > 0) resolve({ status, text });
      });
      stream.once('error', (error) => {
        // A connection that is silent is of no use to the others either.
        if (signal.aborted) session.destroy();
        reject(error);
      });
      stream.once('close', () => reject(new Error('the stream was closed')));
      stream.end(body);
    });
  }

  close(): void {
    this.#session?.destroy();
    this.#session = undefined;
  }

  #open(): ClientHttp2Session {
    const known = this.#session;
    if (known !== undefined && !known.closed && !known.destroyed) return known;
    const { origin, authority } = this.#options;
    const session = connect(origin, authority === undefined ? {} : { ca: authority });
    const forget = (): void => {
      if (this.#session === session) this.#session = undefined;
    };
    session.on('error', forget);
    session.once('goaway', forget);
    session.once('close', forget);
    session.setTimeout(IDLE_MS, () => session.close());
    this.#session = session;
    return session;
  }
}
