import { useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { ListedThread } from '#client/threads.ts';
import { unreadInThread } from '#kernel/thread-fold.ts';
import type { Line } from '#protocol/conversations.ts';
import { useClient, useConversation, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { Link } from '#web/app/link.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useName, useTitle } from '#web/app/names.ts';
import { goBack } from '#web/app/navigation.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime, listTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Badge } from '#web/ui/badge.tsx';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { plainLine } from '../messages/markdown.ts';
import { chatWords } from '../words.ts';
import { threadWords } from './words.ts';

/** The threads that one follows, those with the newest replies first. */
export function ThreadsPage() {
  const words = useWords(threadWords);
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  const { threads, failed, next, load } = useThreads();
  return (
    <main className="pane pane--main">
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.back} onClick={() => goBack('/')} />
        </span>
        <div className="head-who">
          <Heading className="head-who__name">{words.threads}</Heading>
          <span className="head-who__sub">{words.rowText}</span>
        </div>
      </header>
      <ConnectionBanner />
      {failed && threads === undefined && (
        <Empty
          art="fallen"
          alert
          title={words.listFailed}
          actions={
            <Button icon="refresh" onClick={() => void load()}>
              {words.tryAgain}
            </Button>
          }
        />
      )}
      {!failed && threads === undefined && <SkeletonRows label={words.loading} />}
      {threads?.length === 0 && (
        <Empty art="together" title={words.emptyTitle}>
          {words.emptyText}
        </Empty>
      )}
      {threads !== undefined && threads.length > 0 && (
        <div className="pane__scroll thread-list">
          {threads.map((one) => (
            <ThreadCard key={`${one.entry.conversation}:${one.entry.root}`} listed={one} />
          ))}
          {next !== undefined && (
            <Button size="sm" className="thread-list__more" onClick={() => void load(next)}>
              {words.more}
            </Button>
          )}
        </div>
      )}
    </main>
  );
}

/** Asked anew whenever a thread has news; until the server answers, those that this device keeps. */
function useThreads() {
  const client = useClient();
  const entries = useSyncExternalStore(client.subscribe, () => client.personal('thread'));
  const { at } = useStatus();
  const [threads, setThreads] = useState<readonly ListedThread[]>();
  const [next, setNext] = useState<string>();
  const [failed, setFailed] = useState(false);
  const asked = useRef(0);
  const load = useCallback(
    async (page?: string) => {
      const turn = ++asked.current;
      try {
        const answer = await client.call('thread.list', page === undefined ? {} : { page });
        if (turn !== asked.current) return;
        setThreads((known = []) => (page === undefined ? answer.threads : [...known, ...answer.threads]));
        setNext(answer.next);
        setFailed(false);
      } catch {
        if (turn === asked.current) setFailed(true);
      }
    },
    [client],
  );
  const { size } = entries;
  useEffect(() => {
    let wanted = true;
    const show = (kept: ListedThread[]) => {
      if (wanted && kept.length > 0) setThreads((known) => known ?? kept);
    };
    if (size > 0)
      client
        .threads()
        ?.kept()
        .then(show, () => {});
    return () => {
      wanted = false;
    };
  }, [client, size]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: news of any thread are what asks again
  useEffect(() => {
    if (at === 'online') void load();
  }, [load, at, entries]);
  return { threads, failed, next, load };
}

function ThreadCard({ listed: { entry, root, replies } }: { listed: ListedThread }) {
  const client = useClient();
  const words = useWords(threadWords);
  const language = useLanguage();
  const { summary } = useConversation(entry.conversation);
  const title = useTitle(summary);
  const now = useSyncExternalStore(
    client.subscribe,
    () => client.threads()?.entry(entry.conversation, entry.root) ?? entry,
  );
  const unread = unreadInThread(now);
  const left = root.type === 'message' ? (root.replies?.count ?? 0) : 0;
  const hidden = left - replies.filter((one) => one.type === 'message' && !one.recalled).length;
  return (
    <Link className="thread-card" to={`/c/${entry.conversation}?thread=${entry.root}`}>
      <span className="thread-card__head">
        <span className="clip">{title}</span>
        <Badge count={unread} label={words.unread(unread)} />
        <time dateTime={new Date(entry.last.at).toISOString()} title={fullTime(entry.last.at, language)}>
          {listTime(entry.last.at, Date.now(), language)}
        </time>
      </span>
      <CardLine line={root} />
      {replies.length > 0 && (
        <span className="thread-card__replies">
          {hidden > 0 && <span className="thread-card__more">{words.moreReplies(hidden)}</span>}
          {replies.map((reply) => (
            <CardLine key={reply.seq} line={reply} />
          ))}
        </span>
      )}
    </Link>
  );
}

function CardLine({ line }: { line: Line }) {
  const words = useWords(threadWords);
  const { somebody } = useWords(chatWords);
  const name = useName(line.by) ?? somebody;
  const text = line.type !== 'message' || line.recalled ? words.recalled : plainLine(line.text.slice(0, 400));
  return (
    <span className="thread-card__line">
      <Face id={line.by} name={name} size={28} />
      <span className="thread-card__who clip">{name}</span>
      <span className="thread-card__text">{text}</span>
    </span>
  );
}
