import { useEffect, useState } from 'react';
import type { ConversationId } from '#protocol/common.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useClient } from '#web/app/client.tsx';
import { messagePath } from '#web/app/message-place.ts';
import { useName } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { textParts } from '../links.ts';
import { filesShown } from './viewing.ts';
import { attachmentWords } from './words.ts';

type Hit = ResultOf<'search.messages'>['hits'][number];

/** The addresses that stand in the messages of a conversation, newest first. */
export function LinkList({ conversation, query }: { conversation: ConversationId; query: string }) {
  const words = useWords(attachmentWords);
  const { hits, failed, more, again } = useHits(conversation, query);
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
  if (hits === undefined) return <SkeletonRows count={4} label={words.loading} />;
  const found = hits.flatMap((hit) => linksIn(hit.text).map((link) => ({ hit, link })));
  if (found.length === 0 && more === undefined) {
    return (
      <Empty art="together" title={query === '' ? words.noLinks : words.notFound}>
        {query === '' ? words.noLinksText : words.notFoundText}
      </Empty>
    );
  }
  return (
    <>
      <ul className="files-sheet__list">
        {found.map(({ hit, link }) => (
          <LinkRow key={`${hit.seq} ${link}`} hit={hit} link={link} />
        ))}
      </ul>
      {more && <Button onClick={more}>{words.more}</Button>}
    </>
  );
}

/** Each address of a text once. */
export function linksIn(text: string): string[] {
  return [...new Set(textParts(text).flatMap(({ link }) => (link === undefined ? [] : [link])))];
}

function LinkRow({ hit: { conversation, seq, thread, at, by }, link }: { hit: Hit; link: string }) {
  const words = useWords(attachmentWords);
  const language = useLanguage();
  const name = useName(by);
  const show = () => {
    filesShown.set(undefined);
    navigate(messagePath(conversation, seq, thread));
  };
  return (
    <li className="link-row">
      <a className="file-card" href={link} target="_blank" rel="noopener noreferrer nofollow">
        <span className="file-mark" aria-hidden="true">
          <Icon name="link" />
        </span>
        <span className="file-card__main">
          <span className="file-card__name">
            <span className="clip">{new URL(link).host}</span>
          </span>
          <span className="file-card__sub clip">{link.replace(/^https?:\/\//, '')}</span>
          <span className="files-sheet__by clip">{[name, fullTime(at, language)].filter(Boolean).join(' · ')}</span>
        </span>
      </a>
      <IconButton icon="chat" label={words.showMessage} onClick={show} />
    </li>
  );
}

function useHits(conversation: ConversationId, query: string) {
  const client = useClient();
  const [pages, setPages] = useState<readonly ResultOf<'search.messages'>[]>([]);
  const [failed, setFailed] = useState(false);
  const [wanted, setWanted] = useState(0);
  const [cursor, setCursor] = useState<string>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `wanted` asks again
  useEffect(() => {
    let current = true;
    const asked = { conversation, query, has: ['link' as const] };
    client.call('search.messages', { ...asked, ...(cursor === undefined ? {} : { cursor }) }).then(
      (page) => current && setPages((all) => [...all, page]),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [client, conversation, query, cursor, wanted]);
  const next = pages.at(-1)?.next;
  return {
    hits: pages.length === 0 ? undefined : pages.flatMap((page) => page.hits),
    failed,
    more: next === undefined ? undefined : () => setCursor(next),
    again() {
      setFailed(false);
      setWanted((n) => n + 1);
    },
  };
}
