import type { Channel, OpenSocket, Socket, Timers } from '../ports.ts';
import { Hub } from './hub.ts';
import { type LineMessage, readLineMessage } from './line-message.ts';
import { LineSocket } from './line-socket.ts';
import { stepWatch, type WatchInput, type WatchState, watchDueAt } from './watch-machine.ts';

export interface SharedLineOptions {
  /** Names this tab. */
  self: string;
  /** Reaches the other tabs of the same person. */
  channel: Channel;
  url: string;
  openSocket: OpenSocket;
  timers: Timers;
  /** The tab that leads doesn't answer: this one wants to. */
  seize: () => void;
  /** Calls back when the tab is gone, until the returned function is called. */
  whenGone: (tab: string, callback: () => void) => () => void;
  /** Somebody else holds the connection now: it is worth connecting at once. */
  moved: () => void;
}

/** The sockets of a tab that shares its connection with others: [RT21] the leader's hub has the only real one. */
export class SharedLine {
  readonly #options: SharedLineOptions;
  readonly #followed = new Map<string, () => void>();
  #hub: Hub | undefined;
  #leader: string | undefined;
  #line = 0;
  #socket: LineSocket | undefined;
  #watch: WatchState = { at: 'off' };
  #stopTimer = (): void => {};

  constructor(options: SharedLineOptions) {
    this.#options = options;
    options.channel.addEventListener('message', ({ data }) => {
      const message = readLineMessage(data);
      if (message !== undefined) this.#hear(message);
    });
  }

  /** Opens this tab's share of the connection, instead of an earlier one. */
  open(): Socket {
    const line = ++this.#line;
    const socket: LineSocket = new LineSocket({
      send: (text) => this.#toLeader({ say: 'send', line, text }),
      close: () => {
        this.#toLeader({ say: 'close', line });
        if (this.#socket === socket) this.#forget();
      },
    });
    this.#socket = socket;
    this.#askToOpen();
    if (this.#hub === undefined) this.#step('start');
    return socket;
  }

  /** This tab holds the connection from now on. */
  lead(): void {
    if (this.#hub !== undefined) return;
    const { self, url, openSocket, timers } = this.#options;
    this.#step('stop');
    this.#leader = self;
    this.#hub = new Hub({ self, url, openSocket, timers, post: (message) => this.#deliver(message) });
    this.#options.channel.postMessage({ from: self, say: 'leads' } satisfies LineMessage);
    this.#changeLeader();
  }

  /** Another tab has taken the lead. */
  follow(): void {
    const hub = this.#hub;
    if (hub === undefined) return;
    this.#hub = undefined;
    this.#leader = undefined;
    this.#unfollowAll();
    hub.close();
    this.#options.moved();
  }

  close(): void {
    this.#step('stop');
    this.#socket?.close();
    this.#hub?.close();
    this.#hub = undefined;
    this.#unfollowAll();
    this.#options.channel.close();
  }

  #hear(message: LineMessage): void {
    const hub = this.#hub;
    if (hub === undefined) this.#hearLeader(message);
    else if (message.say === 'ask') this.#post({ say: 'here' });
    else if (message.say === 'open') {
      this.#follow(message.from);
      hub.handleOpen(message.from, message.line);
    } else if ('to' in message && message.to !== this.#options.self) return;
    else if (message.say === 'send') hub.handleSend(message.from, message.line, message.text);
    else if (message.say === 'close') hub.handleClose(message.from, message.line);
  }

  #hearLeader(message: LineMessage): void {
    if (message.say === 'leads') {
      this.#leader = message.from;
      this.#step('heard');
      this.#changeLeader();
      return;
    }
    if (message.say === 'opened' && message.to === this.#options.self) this.#leader = message.from;
    if (message.from !== this.#leader) {
      // A tab that came after the leader has told of itself learns who it is.
      if (message.say === 'here') this.#leader = message.from;
      else return;
    }
    this.#step('heard');
    this.#take(message);
  }

  /** Something for this tab's socket. */
  #take(message: LineMessage): void {
    const socket = this.#socket;
    if (message.say === 'push') socket?.handleText(message.text);
    if (!('to' in message) || message.to !== this.#options.self || message.line !== this.#line) return;
    if (message.say === 'opened') socket?.handleOpened();
    else if (message.say === 'answer') socket?.handleText(message.text);
    else if (message.say === 'closed') {
      this.#forget();
      socket?.handleClosed();
    }
  }

  /** From the hub of this tab, to all tabs or to one. */
  #deliver(message: LineMessage): void {
    const { self, channel } = this.#options;
    const mine = !('to' in message) || message.to === self;
    if (message.say === 'push' ? this.#followed.size > 0 : !mine) channel.postMessage(message);
    if (mine) this.#take(message);
  }

  /** What still opens is asked for again; what is open is lost. */
  #changeLeader(): void {
    const socket = this.#socket;
    if (socket?.at === 'opening') {
      this.#askToOpen();
      return;
    }
    this.#forget();
    socket?.handleClosed();
    this.#options.moved();
  }

  #askToOpen(): void {
    const { self } = this.#options;
    if (this.#hub !== undefined) this.#hub.handleOpen(self, this.#line);
    else this.#post({ say: 'open', line: this.#line });
  }

  #toLeader(message: { say: 'send'; line: number; text: string } | { say: 'close'; line: number }): void {
    const { self } = this.#options;
    if (this.#hub === undefined) {
      if (this.#leader !== undefined) this.#post({ ...message, to: this.#leader });
    } else if (message.say === 'send') this.#hub.handleSend(self, message.line, message.text);
    else this.#hub.handleClose(self, message.line);
  }

  #forget(): void {
    this.#socket = undefined;
    this.#step('stop');
  }

  /** Takes the tab out when it ends without a word. */
  #follow(tab: string): void {
    if (this.#followed.has(tab)) return;
    const stop = this.#options.whenGone(tab, () => {
      this.#followed.delete(tab);
      this.#hub?.handleGone(tab);
    });
    this.#followed.set(tab, stop);
  }

  #unfollowAll(): void {
    for (const stop of this.#followed.values()) stop();
    this.#followed.clear();
  }

  #step(on: WatchInput['on']): void {
    const { timers, seize } = this.#options;
    const [state, effect] = stepWatch(this.#watch, { now: timers.now(), on });
    this.#watch = state;
    if (effect === 'ask') this.#post({ say: 'ask' });
    // The running timer is early enough: its tick looks again.
    if (on !== 'heard') this.#setTimer();
    if (effect === 'seize') seize();
  }

  #setTimer(): void {
    const { timers } = this.#options;
    this.#stopTimer();
    const due = watchDueAt(this.#watch);
    if (due !== undefined) {
      this.#stopTimer = timers.after(Math.max(0, due - timers.now()), () => this.#step('tick'));
    }
  }

  #post(message: DistributiveOmit<LineMessage, 'from'>): void {
    this.#options.channel.postMessage({ ...message, from: this.#options.self });
  }
}

type DistributiveOmit<Union, Key extends string> = Union extends unknown ? Omit<Union, Key> : never;
