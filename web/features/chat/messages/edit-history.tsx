import { useEffect, useState } from 'react';
import type { MessageLine } from '#protocol/conversations.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useClient } from '#web/app/client.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Sheet } from '#web/ui/sheet.tsx';
import { Skeleton } from '#web/ui/skeleton.tsx';
import { historyOf } from './acting.ts';
import { RichText } from './rich-text.tsx';
import { messageWords } from './words.ts';

type Versions = ResultOf<'message.edits'>['versions'];

/** What an edited message said before, the newest first. */
export function EditHistory() {
  const words = useWords(messageWords);
  const line = historyOf.use();
  if (line === undefined) return null;
  return (
    <Sheet open title={words.earlier} onClose={() => historyOf.set(undefined)}>
      <div className="sheet__body">
        <VersionList line={line} />
      </div>
    </Sheet>
  );
}

function VersionList({ line }: { line: MessageLine }) {
  const words = useWords(messageWords);
  const language = useLanguage();
  const versions = useVersions(line);
  if (versions === 'failed') return <p role="alert">{words.loadFailed}</p>;
  if (versions === undefined) return <Skeleton width="100%" height="96px" />;
  return (
    <ol className="versions">
      {versions.toReversed().map(({ at, text }, index) => (
        <li key={at} className="versions__one">
          <time dateTime={new Date(at).toISOString()}>{index === 0 ? words.now : fullTime(at, language)}</time>
          <div className="versions__text">
            <RichText text={text} />
          </div>
        </li>
      ))}
    </ol>
  );
}

function useVersions({ conversation, seq }: MessageLine): Versions | 'failed' | undefined {
  const client = useClient();
  const [versions, setVersions] = useState<Versions | 'failed'>();
  useEffect(() => {
    let wanted = true;
    const take = (next: Versions | 'failed') => wanted && setVersions(next);
    client.call('message.edits', { conversation, seq }).then(
      (answer) => take(answer.versions),
      () => take('failed'),
    );
    return () => {
      wanted = false;
    };
  }, [client, conversation, seq]);
  return versions;
}
