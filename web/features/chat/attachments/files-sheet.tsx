import { useEffect, useState } from 'react';
import { kindOf } from '#kernel/content-files.ts';
import type { ConversationId } from '#protocol/common.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useClient } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import './attachments.css';
import { FilePlaceContext } from './file-place.ts';
import { FileCard, Picture } from './files-view.tsx';
import { Player } from './player.tsx';
import { filesShown } from './viewing.ts';
import { attachmentWords } from './words.ts';

type Kind = 'media' | 'other';
type Listed = ResultOf<'file.list'>;

/** What was sent to a conversation: pictures and videos, and all other files. */
export function FilesSheet({ conversation }: { conversation: ConversationId }) {
  const words = useWords(attachmentWords);
  const [kind, setKind] = useState<Kind>('media');
  const options = [
    { value: 'media', label: words.media },
    { value: 'other', label: words.otherFiles },
  ] as const;
  return (
    <Sheet open title={words.filesTitle} className="sheet--tall" onClose={() => filesShown.set(undefined)}>
      <div className="sheet__body files-sheet">
        <Segmented label={words.filesTitle} value={kind} options={options} onChange={setKind} />
        <List key={kind} conversation={conversation} kind={kind} />
      </div>
    </Sheet>
  );
}

function List({ conversation, kind }: { conversation: ConversationId; kind: Kind }) {
  const words = useWords(attachmentWords);
  const { files, failed, more, again } = useFiles(conversation, kind);
  if (failed) {
    return (
      <div className="section__failure" role="alert">
        {words.listFailed}
        <Button size="sm" onClick={again}>
          {words.retry}
        </Button>
      </div>
    );
  }
  if (files === undefined) return <SkeletonRows count={4} label={words.loading} />;
  if (files.length === 0) {
    return (
      <Empty art="together" title={words.noFiles}>
        {words.noFilesText}
      </Empty>
    );
  }
  return (
    <>
      <ul className={kind === 'media' ? 'files-sheet__grid' : 'files-sheet__list'}>
        {files.map((file) => (
          <Entry key={`${file.seq} ${file.item.id}`} conversation={conversation} file={file} />
        ))}
      </ul>
      {more && <Button onClick={more}>{words.more}</Button>}
    </>
  );
}

function Entry({
  conversation,
  file: { seq, at, by, item },
}: {
  conversation: ConversationId;
  file: Listed['files'][number];
}) {
  const language = useLanguage();
  const name = useName(by);
  const place = { conversation, seq };
  const kind = kindOf(item);
  return (
    <li>
      <FilePlaceContext value={place}>
        {kind === 'picture' && <Picture item={item} place={place} />}
        {kind === 'video' && <Player item={item} place={place} kind="video" />}
        {kind !== 'picture' && kind !== 'video' && (
          <>
            <FileCard item={item} place={place} />
            <span className="files-sheet__by clip">
              {[name, fullTime(at, language)].filter((one) => one !== undefined).join(' · ')}
            </span>
          </>
        )}
      </FilePlaceContext>
    </li>
  );
}

/** The pages that have been asked for. */
function useFiles(conversation: ConversationId, kind: Kind) {
  const client = useClient();
  const [pages, setPages] = useState<readonly Listed[]>([]);
  const [failed, setFailed] = useState(false);
  const [wanted, setWanted] = useState(0);
  const [before, setBefore] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `wanted` asks again
  useEffect(() => {
    let current = true;
    client.call('file.list', { conversation, kind, ...(before === undefined ? {} : { before }) }).then(
      (page) => current && setPages((all) => [...all, page]),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [client, conversation, kind, before, wanted]);
  const next = pages.at(-1)?.next;
  return {
    files: pages.length === 0 ? undefined : pages.flatMap((page) => page.files),
    failed,
    more: next === undefined ? undefined : () => setBefore(next),
    again() {
      setFailed(false);
      setWanted((n) => n + 1);
    },
  };
}
