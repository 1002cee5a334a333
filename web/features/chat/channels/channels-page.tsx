import { useCallback, useDeferredValue, useEffect, useRef, useState } from 'react';
import { randomText } from '#kernel/ids.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureWords } from '#web/app/failure.ts';
import { Link } from '#web/app/link.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { goBack, navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { openDialog } from '../dialogs.ts';
import './channels.css';
import { channelWords } from './words.ts';

type Card = ResultOf<'channel.get'>;

/** Every public channel, to look into and to join. */
export function ChannelsPage() {
  const words = useWords(channelWords);
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  const [query, setQuery] = useState('');
  const wanted = useDeferredValue(query.trim());
  const { channels, failed, next, load } = useChannels(wanted);
  return (
    <main className="pane pane--main">
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.back} onClick={() => goBack('/')} />
        </span>
        <div className="head-who">
          <Heading className="head-who__name">{words.browse}</Heading>
        </div>
        <div className="head-actions">
          <IconButton icon="plus" label={words.newChannel} onClick={() => openDialog({ is: 'new-channel' })} />
        </div>
      </header>
      <ConnectionBanner />
      <div className="channel-tools">
        <SearchField label={words.search} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
      </div>
      {channels === undefined && !failed && <SkeletonRows label={words.loading} />}
      {channels === undefined && failed && (
        <Empty
          art="fallen"
          alert
          title={words.loadFailed}
          actions={
            <Button icon="refresh" onClick={() => void load(wanted)}>
              {words.tryAgain}
            </Button>
          }
        />
      )}
      {channels?.length === 0 && <NoChannels query={wanted} />}
      {channels !== undefined && channels.length > 0 && (
        <div className="pane__scroll channel-list">
          {channels.map((card) => (
            <ChannelRow key={card.conversation} card={card} />
          ))}
          {next !== undefined && (
            <Button size="sm" className="channel-more" onClick={() => void load(wanted, next)}>
              {words.more}
            </Button>
          )}
        </div>
      )}
    </main>
  );
}

function NoChannels({ query }: { query: string }) {
  const words = useWords(channelWords);
  if (query !== '') return <Empty art="apart" title={words.nothing(query)} />;
  return (
    <Empty
      art="together"
      title={words.none}
      actions={
        <Button kind="main" icon="plus" onClick={() => openDialog({ is: 'new-channel' })}>
          {words.newChannel}
        </Button>
      }
    >
      {words.noneText}
    </Empty>
  );
}

function ChannelRow({ card }: { card: Card }) {
  const client = useClient();
  const words = useWords(channelWords);
  const language = useLanguage();
  const action = useAction();
  const { conversation, title, topic, memberCount, joined, banned } = card;
  const to = `/c/${conversation}`;
  async function join() {
    await action.run(async () => {
      await client.call('channel.join', { clientId: randomText(20), conversation });
      navigate(to);
    });
  }
  useEffect(() => {
    if (action.failure) showToast(failureWords(action.failure, language));
  }, [action.failure, language]);
  return (
    <div className="channel-row">
      <Link className="channel-row__link" to={to}>
        <span className="channel-row__glyph">
          <Icon name="hash" />
        </span>
        <span className="channel-row__main">
          <span className="channel-row__title clip">{title}</span>
          <span className="channel-row__text clip">
            {words.members(memberCount)}
            {topic !== undefined && ` · ${topic}`}
          </span>
        </span>
      </Link>
      {banned && <span className="channel-row__text">{words.banned}</span>}
      {joined && (
        <ButtonLink size="sm" kind="quiet" to={to}>
          {words.open}
        </ButtonLink>
      )}
      {!joined && !banned && (
        <Button size="sm" busy={action.busy} aria-label={words.joinNamed(title)} onClick={() => void join()}>
          {words.join}
        </Button>
      )}
    </div>
  );
}

function useChannels(query: string) {
  const client = useClient();
  const { at } = useStatus();
  const [channels, setChannels] = useState<readonly Card[]>();
  const [next, setNext] = useState<string>();
  const [failed, setFailed] = useState(false);
  const asked = useRef(0);
  const load = useCallback(
    async (wanted: string, page?: string) => {
      const turn = ++asked.current;
      try {
        const params = { ...(wanted === '' ? {} : { query: wanted }), ...(page === undefined ? {} : { page }) };
        const answer = await client.call('channel.browse', params);
        if (turn !== asked.current) return;
        setChannels((known = []) => (page === undefined ? answer.channels : [...known, ...answer.channels]));
        setNext(answer.next);
        setFailed(false);
      } catch {
        if (turn === asked.current) setFailed(true);
      }
    },
    [client],
  );
  useEffect(() => {
    if (at === 'online') void load(query.slice(0, 60));
  }, [load, at, query]);
  return { channels, failed, next, load };
}
