import { SignalRequest, SignalResponse } from '@livekit/protocol';

/** A crafted client: signalling alone, and whatever frames a test wants to send. */
export class RawClient {
  readonly #socket: WebSocket;
  readonly #heard: SignalResponse[] = [];
  #wake: () => void = () => {};
  #closed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      this.#heard.push(SignalResponse.fromBinary(new Uint8Array(data as ArrayBuffer)));
      this.#wake();
    });
    socket.addEventListener('close', () => {
      this.#closed = true;
      this.#wake();
    });
  }

  /** `url` is the engine's WebSocket base. */
  static async open(url: string, token: string): Promise<RawClient> {
    const socket = new WebSocket(`${url}/rtc?access_token=${token}&protocol=16&auto_subscribe=1&sdk=js&version=2.0.0`);
    socket.binaryType = 'arraybuffer';
    const client = new RawClient(socket);
    await client.next('join');
    return client;
  }

  send(message: SignalRequest['message']): void {
    this.#socket.send(new Uint8Array(new SignalRequest({ message }).toBinary()));
  }

  /** The first answer of this kind that has not been taken yet. */
  async next<Kind extends NonNullable<SignalResponse['message']['case']>>(
    kind: Kind,
  ): Promise<Extract<SignalResponse['message'], { case: Kind }>['value']> {
    for (;;) {
      const at = this.#heard.findIndex(({ message }) => message.case === kind);
      const [found] = at < 0 ? [] : this.#heard.splice(at, 1);
      if (found !== undefined) return found.message.value as never;
      if (this.#closed) throw new Error(`closed before any ${kind}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  /** Resolves once the engine has sent this client out: LiveKit may close without a word. */
  async ended(): Promise<void> {
    await this.next('leave').catch(() => {});
  }

  close(): void {
    this.#socket.close();
  }
}
