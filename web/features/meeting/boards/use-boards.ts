import { useEffect, useMemo, useRef, useState } from 'react';
import { boardCalls } from '#client/boards/board-calls.ts';
import type { BoardKind } from '#protocol/boards.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { Meeting } from '../model/meeting.ts';
import { ticketOf } from '../model/tickets.ts';
import { onOpened } from './opened.ts';
import type { BoardSource } from './source.ts';
import { boardWords } from './words.ts';

export interface OpenBoards {
  /** What is open; undefined: neither of the two. */
  source: BoardSource | undefined;
  open: (kind: BoardKind) => void;
  toggle: (kind: BoardKind) => void;
  close: () => void;
}

/** Which of the whiteboard and the notes is open here. Who opens one tells the others, who are asked whether they want it too. */
export function useBoards({ answer }: Extract<Meeting, { at: 'inside' }>, title: string): OpenBoards {
  const client = useClient();
  const calls = useMemo(() => boardCalls(client), [client]);
  const [kind, setKind] = useState<BoardKind>();
  const { number } = answer.meeting;
  const ticket = answer.guest ? ticketOf(sessionStorage, number) : undefined;
  const source = useMemo(
    () => (kind === undefined ? undefined : { calls, number, kind, ticket, title }),
    [calls, number, kind, ticket, title],
  );
  const open = (next: BoardKind) => {
    setKind(next);
    // Without it everybody has it in their menu still.
    if (next !== kind) calls.open(number, next, ticket).catch(() => undefined);
  };
  useOpened(answer.identity, kind, setKind);
  return {
    source,
    open,
    toggle: (next) => (next === kind ? setKind(undefined) : open(next)),
    close: () => setKind(undefined),
  };
}

function useOpened(me: string, kind: BoardKind | undefined, show: (kind: BoardKind) => void): void {
  const words = useWords(boardWords);
  const shown = useRef(kind);
  shown.current = kind;
  useEffect(
    () =>
      onOpened(({ kind, identity, name }) => {
        if (identity === me || shown.current === kind) return;
        const text = kind === 'notes' ? words.openedNotes(name) : words.openedWhiteboard(name);
        showToast(text, { label: words.open, run: () => show(kind) });
      }),
    [me, words, show],
  );
}
