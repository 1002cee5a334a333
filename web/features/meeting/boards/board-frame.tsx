import type { ReactNode } from 'react';
import type { BoardKind } from '#protocol/boards.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { boardWords } from './words.ts';

interface BoardFrameProps {
  kind: BoardKind;
  onClose: () => void;
  /** Changes to the other one; absent: there is none. */
  onKind?: ((kind: BoardKind) => void) | undefined;
  /** In the head, before the button that closes it. */
  tools?: ReactNode;
  children: ReactNode;
}

const KINDS = ['whiteboard', 'notes'] as const;

/** Around a whiteboard and notes: which of the two, what can be done with it, and the way out. */
export function BoardFrame({ kind, onClose, onKind, tools, children }: BoardFrameProps) {
  const words = useWords(boardWords);
  return (
    <section className="board" aria-label={words[kind]} data-own-keys>
      <header className="board__head">
        {onKind === undefined ? (
          <h2 className="board__title">{words[kind]}</h2>
        ) : (
          <div className="panel-tabs board__tabs">
            {KINDS.map((name) => (
              <button
                key={name}
                type="button"
                className={name === kind ? 'panel-tabs__tab is-on' : 'panel-tabs__tab'}
                aria-current={name === kind ? 'true' : undefined}
                onClick={() => onKind(name)}
              >
                {words[name]}
              </button>
            ))}
          </div>
        )}
        {tools}
        <IconButton icon="close" label={words.close} onClick={onClose} />
      </header>
      <div className="board__body">{children}</div>
    </section>
  );
}
