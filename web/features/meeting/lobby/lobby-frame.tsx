import type { ReactNode } from 'react';
import { useMe } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { ButtonLink } from '#web/ui/button.tsx';
import { Mark, Wordmark } from '#web/ui/mark.tsx';
import { lobbyWords } from '../words/lobby.ts';

interface LobbyFrameProps {
  /** What the page is about, for who cannot see it, where no title of its own says so. */
  heading?: string;
  children: ReactNode;
}

/** The page around a lobby: the mark, the way back, and what is asked of the person. */
export function LobbyFrame({ heading, children }: LobbyFrameProps) {
  const words = useWords(lobbyWords);
  const me = useMe();
  return (
    <main className="prejoin">
      <header className="prejoin__head">
        <div className="prejoin__brand">
          <Mark />
          <Wordmark />
        </div>
        <ButtonLink
          kind="quiet"
          to={me === undefined ? `/sign-in?to=${encodeURIComponent(location.pathname)}` : '/meetings'}
        >
          {me === undefined ? words.haveAccount : words.back}
        </ButtonLink>
      </header>
      {heading !== undefined && <h1 className="visually-hidden">{heading}</h1>}
      {children}
    </main>
  );
}
