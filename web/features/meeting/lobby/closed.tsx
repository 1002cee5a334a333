import { failureText } from '#protocol/failures.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Empty, type EmptyArt } from '#web/ui/empty.tsx';
import type { Refusal } from '../model/meeting.ts';
import { waitText } from '../model/wait.ts';
import { faultTexts } from '../words/faults.ts';
import { lobbyWords } from '../words/lobby.ts';
import { LobbyFrame } from './lobby-frame.tsx';

/** Trying again changes nothing. */
const FINAL: readonly string[] = ['meeting.unknown', 'meeting.ended', 'meeting.removed', 'meeting.refused'];

/** A number that leads to no open meeting: why, and what to do. */
export function Closed({ refusal, onRetry }: { refusal: Refusal; onRetry: () => void }) {
  const words = useWords(lobbyWords);
  const { title, text, art } = useReason(refusal);
  const again = !FINAL.includes(refusal.code);
  return (
    <LobbyFrame heading={words.meeting}>
      <Empty
        alert
        art={art}
        title={title}
        actions={
          <>
            {again && (
              <Button kind="main" onClick={onRetry}>
                {words.tryAgain}
              </Button>
            )}
            <ButtonLink kind={again ? 'plain' : 'main'} to="/meetings">
              {words.otherNumber}
            </ButtonLink>
          </>
        }
      >
        {text}
      </Empty>
    </LobbyFrame>
  );
}

function useReason({ code, retryAfterMs }: Refusal): { title: string; text: string; art: EmptyArt } {
  const words = useWords(lobbyWords);
  const faults = useWords(faultTexts);
  const language = useLanguage();
  if (code === 'meeting.unknown') return { title: words.unknownTitle, text: words.unknownText, art: 'apart' };
  if (code === 'meeting.ended') return { title: words.endedTitle, text: words.endedText, art: 'alone' };
  if (code === 'meeting.removed') return { title: words.removedTitle, text: words.removedText, art: 'fallen' };
  if (code === 'meeting.refused') return { title: words.refusedTitle, text: words.refusedText, art: 'fallen' };
  if (code === 'meeting.full') return { title: words.fullTitle, text: words.fullText, art: 'together' };
  if (code === 'meeting.locked') return { title: words.lockedTitle, text: words.lockedText, art: 'apart' };
  if (code === 'rate.limited') {
    const text = `${words.limitedText} ${waitText(retryAfterMs, faults)}`.trim();
    return { title: words.limitedTitle, text, art: 'fallen' };
  }
  return { title: words.troubleTitle, text: failureText(code, language), art: 'fallen' };
}
