import { type OpenSocket, platformSocket } from '#client/ports.ts';
import type { ResultOf, ServerFrame, Written } from '#protocol/realtime.ts';
import type { Ledger } from './ledger.ts';

interface Asked {
  readonly id: number;
  readonly do: string;
  readonly with?: { clientId?: string; conversation?: string; seq?: number };
}

/** Sockets of one person's client, which write down what is said on them before the client hears it. */
export function tapped(person: number, ledger: Ledger): OpenSocket {
  return (url) => {
    const socket = platformSocket(url);
    const asked = new Map<number, Asked>();
    socket.addEventListener('message', ({ data }) => {
      const text = String(data);
      const now = performance.now();
      ledger.heard(person, text, now);
      const frame = JSON.parse(text) as ServerFrame;
      if (!('re' in frame)) return;
      const what = asked.get(frame.re);
      asked.delete(frame.re);
      if ('failure' in frame) ledger.failed(`${what?.do}: ${frame.failure.code}`);
      else if (what !== undefined) answered(person, what, frame.ok, ledger);
    });
    return {
      send(text) {
        const what = JSON.parse(text) as Asked;
        asked.set(what.id, what);
        if (what.with?.clientId !== undefined) ledger.sent(what.with.clientId, text, performance.now());
        socket.send(text);
      },
      close: (code) => socket.close(code),
      addEventListener: ((...args: Parameters<typeof socket.addEventListener>) =>
        socket.addEventListener(...args)) as typeof socket.addEventListener,
    };
  };
}

/** Answers of commands that write to a log say where it is. */
function answered(person: number, { do: command, with: params }: Asked, answer: unknown, ledger: Ledger): void {
  if (command === 'conversation.read') {
    const { read } = answer as ResultOf<typeof command>;
    ledger.hasRead(person, params?.conversation ?? '', read.seq);
  }
  const { conversation, seq } = answer as Partial<Written>;
  const clientId = params?.clientId;
  if (clientId === undefined || conversation === undefined || seq === undefined) return;
  const target = params?.seq === undefined ? {} : { target: params.seq };
  ledger.answered({ person, command, clientId, conversation, seq, ...target }, performance.now());
}
