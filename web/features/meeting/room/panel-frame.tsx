import { type ReactNode, useEffect, useRef } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { roomWords } from '../words/room.ts';

interface PanelFrameProps {
  title: string;
  /** What is in it: another panel takes the focus anew. */
  name: string;
  onClose: () => void;
  /** In place of the title: tabs. */
  head?: ReactNode;
  className?: string;
  children: ReactNode;
}

/** Beside the tiles on a PC, from the foot on a phone. Focus goes into it, and back to where it was when it closes. */
export function PanelFrame({ title, name, onClose, head, className = '', children }: PanelFrameProps) {
  const words = useWords(roomWords);
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each panel takes the focus as it opens.
  useEffect(() => {
    if (!place.current?.contains(document.activeElement)) place.current?.focus();
  }, [name]);
  return (
    <aside className="side-panel" data-panel={name} ref={place} tabIndex={-1} aria-label={title}>
      <header className="side-panel__head">
        <h2 className={head ? 'visually-hidden' : 'side-panel__title num'}>{title}</h2>
        {head}
        <IconButton icon="close" label={words.close} onClick={onClose} />
      </header>
      <div className={`side-panel__body ${className}`}>{children}</div>
    </aside>
  );
}
