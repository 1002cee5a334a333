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
import { SearchField } from '#web/ui/field.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import './attachments.css';
import { FilePlaceContext } from './file-place.ts';
import { FileCard, Picture } from './files-view.tsx';
import { LinkList } from './link-list.tsx';
import { Player } from './player.tsx';
import { filesShown } from './viewing.ts';
import { attachmentWords } from './words.ts';

type Kind = 'media' | 'sound' | 'other';
type Tab = Kind | 'links';
type Listed = ResultOf<'file.list'>;

/** What was sent to a conversation: pictures and videos, voice messages and other sound, all other files, and links. */
export function FilesSheet({ conversation }: { conversation: ConversationId }) {
  const words = useWords(attachmentWords);
  const [tab, setTab] = useState<Tab>('media');
  const [query, setQuery] = useState('');
  const looked = useLater(query);
  const options = [
    { value: 'media', label: words.media },
    { value: 'other', label: words.otherFiles },
    { value: 'sound', label: words.sound },
    { value: 'links', label: words.links },
  ] as const;
  return (
    <Sheet open title={words.filesTitle} className="sheet--tall" onClose={() => filesShown.set(undefined)}>
      <div className="sheet__body files-sheet">
        <Segmented label={words.filesTitle} value={tab} options={options} onChange={setTab} />
        <SearchField label={words.findHere} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
        {tab === 'links' ? (
          <LinkList key={looked} conversation={conversation} query={looked} />
        ) : (
          <List key={`${tab} ${looked}`} conversation={conversation} kind={tab} query={looked} />
        )}
      </div>
    </Sheet>
  );
}

function List({ conversation, kind, query }: { conversation: ConversationId; kind: Kind; query: string }) {
  const words = useWords(attachmentWords);
  const { files, failed, more, again } = useFiles(conversation, kind, query);
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
      <Empty art="together" title={query === '' ? words.noFiles : words.notFound}>
        {query === '' ? words.noFilesText : words.notFoundText}
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
  const words = useWords(attachmentWords);
  const name = useName(by);
  const place = { conversation, seq };
  const kind = kindOf(item);
  return (
    <li>
      <FilePlaceContext value={place}>
        {kind === 'picture' && <Picture item={item} place={place} />}
        {kind === 'video' && <Player item={item} place={place} kind="video" />}
        {kind === 'audio' && (
          <>
            <span className="files-sheet__by clip">
              {[titleOf(item, words), name, fullTime(at, language)].filter((one) => one !== undefined).join(' · ')}
            </span>
            <Player item={item} place={place} kind="audio" />
          </>
        )}
        {kind === 'file' && (
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

/** What recorders of ours call their files says when, which stands there anyway. */
function titleOf({ name }: Listed['files'][number]['item'], words: { voiceMessage: string }): string {
  return /^voice-[\d-]+\.(ogg|m4a)$/.test(name) ? words.voiceMessage : name;
}

/** The pages that have been asked for. */
function useFiles(conversation: ConversationId, kind: Kind, query: string) {
  const client = useClient();
  const [pages, setPages] = useState<readonly Listed[]>([]);
  const [failed, setFailed] = useState(false);
  const [wanted, setWanted] = useState(0);
  const [before, setBefore] = useState<number>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `wanted` asks again
  useEffect(() => {
    let current = true;
    const asked = { conversation, kind, ...(query === '' ? {} : { query }) };
    client.call('file.list', { ...asked, ...(before === undefined ? {} : { before }) }).then(
      (page) => current && setPages((all) => [...all, page]),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [client, conversation, kind, query, before, wanted]);
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

const PAUSE_MS = 250;

/** What is typed, once one pauses. */
function useLater(typed: string): string {
  const [later, setLater] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setLater(typed.trim()), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return later;
}
