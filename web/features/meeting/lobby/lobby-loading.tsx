import { useWords } from '#web/i18n/words.ts';
import { Skeleton } from '#web/ui/skeleton.tsx';
import { lobbyWords } from '../words/lobby.ts';
import { LobbyFrame } from './lobby-frame.tsx';

export function LobbyLoading() {
  const words = useWords(lobbyWords);
  return (
    <LobbyFrame heading={words.meeting}>
      <div className="prejoin__main" role="status" aria-label={words.loading}>
        <div className="preview preview--empty stage" />
        <div className="prejoin__card" aria-hidden="true">
          <Skeleton width="40%" height="14px" />
          <Skeleton width="80%" height="28px" />
          <Skeleton width="50%" height="14px" />
          <div className="prejoin__there">
            <Skeleton width="160px" height="52px" />
          </div>
          <Skeleton width="100%" height="44px" />
          <Skeleton width="100%" height="44px" />
        </div>
      </div>
    </LobbyFrame>
  );
}
