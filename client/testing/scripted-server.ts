import type { CommandName, ServerFrame } from '#protocol/realtime.ts';
import type { OpenSocket, Socket } from '../ports.ts';

interface Sent {
  id: number;
  do: CommandName;
  with: Record<string, unknown>;
}

type Listeners = { [Type in 'open' | 'close' | 'error']: (() => void)[] } & {
  message: ((event: { data: unknown }) => void)[];
};

/** The server's end of one socket, played by a test. */
export class ScriptedSocket implements Socket {
  readonly sent: Sent[] = [];
  closed = false;
  readonly #listeners: Listeners = { open: [], close: [], error: [], message: [] };

  send(data: string): void {
    this.sent.push(JSON.parse(data) as Sent);
  }

  close(): void {
    this.closed = true;
  }

  addEventListener(type: keyof Listeners, listener: (event: { data: unknown }) => void): void {
    this.#listeners[type].push(listener as () => void);
  }

  open(): void {
    for (const listener of this.#listeners.open) listener();
  }

  /** The connection is lost. */
  drop(): void {
    for (const listener of this.#listeners.close) listener();
  }

  say(frame: ServerFrame): void {
    this.sayText(JSON.stringify(frame));
  }

  sayText(data: unknown): void {
    for (const listener of this.#listeners.message) listener({ data });
  }

  /** Answers the last command of this name. @throws TypeError when there was none */
  answer(name: CommandName, ok: unknown): void {
    const last = this.sent.findLast((each) => each.do === name);
    if (last === undefined) throw new TypeError(`no ${name} was sent`);
    this.say({ re: last.id, ok });
  }
}

/** Opens scripted sockets, and keeps them. */
export function scriptedSockets(): { sockets: ScriptedSocket[]; openSocket: OpenSocket } {
  const sockets: ScriptedSocket[] = [];
  const openSocket = () => {
    const socket = new ScriptedSocket();
    sockets.push(socket);
    return socket;
  };
  return { sockets, openSocket };
}
