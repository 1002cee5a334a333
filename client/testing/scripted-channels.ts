import type { Channel } from '../ports.ts';

type Listener = (event: { data: unknown }) => void;

/** One tab's end of every channel. */
export interface ScriptedTab {
  open(name: string): Channel;
  /** Nothing is heard in this tab, and what it says isn't either, until it thaws: then it hears all of it. */
  freeze(): void;
  thaw(): void;
}

/** BroadcastChannels of one browser, in which tabs can be frozen. Messages are copied and come a moment later. */
export function scriptedChannels(): { tab: () => ScriptedTab } {
  const ends = new Map<string, Set<(data: unknown) => void>>();
  const tab = (): ScriptedTab => {
    let frozen = false;
    const unheard: (() => void)[] = [];
    const open = (name: string): Channel => {
      const listeners: Listener[] = [];
      const all = ends.get(name) ?? new Set();
      ends.set(name, all);
      const tell = (data: unknown) => {
        for (const listener of listeners) listener({ data });
      };
      const end = (data: unknown) => {
        if (frozen) unheard.push(() => tell(data));
        else tell(data);
      };
      all.add(end);
      return {
        postMessage: (message) => {
          if (frozen) return;
          const data = structuredClone(message);
          for (const other of all) if (other !== end) queueMicrotask(() => all.has(other) && other(data));
        },
        addEventListener: (_type, listener) => void listeners.push(listener),
        close: () => void all.delete(end),
      };
    };
    return {
      open,
      freeze: () => {
        frozen = true;
      },
      thaw: () => {
        frozen = false;
        for (const each of unheard.splice(0)) each();
      },
    };
  };
  return { tab };
}
