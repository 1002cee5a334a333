import { type ReactNode, useEffect, useState } from 'react';
import type { ConversationView } from '#client/view.ts';
import { asFailure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import { failureText } from '#protocol/failures.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { goBack } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { Timeline } from '../timeline.tsx';
import { ChannelMark } from './channel-mark.tsx';
import './channels.css';
import { channelWords } from './words.ts';

/** A public channel as somebody sees it who isn't in. `instead`: there is no such channel. */
export function ChannelPreview({ view, instead }: { view: ConversationView; instead: ReactNode }) {
  const words = useWords(channelWords);
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  const card = useCard(view.id);
  if (card === 'none') return instead;
  if (card === 'banned') return <Banned />;
  const title = card?.title ?? '';
  return (
    <main className="pane pane--main">
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.back} onClick={() => goBack('/channels')} />
        </span>
        <div className="head-who">
          <Heading className="head-who__name clip">
            <ChannelMark kind="channel" />
            {title}
          </Heading>
          <span className="head-who__sub">
            {card && words.members(card.memberCount)}
            {card?.topic !== undefined && <span className="clip">{card.topic}</span>}
          </span>
        </div>
      </header>
      <ConnectionBanner />
      <div className="channel-preview">{view.lines.length > 0 && <Timeline view={view} direct={false} />}</div>
      {card && <JoinBar id={view.id} title={title} />}
    </main>
  );
}

function JoinBar({ id, title }: { id: string; title: string }) {
  const client = useClient();
  const words = useWords(channelWords);
  const action = useAction();
  return (
    <footer className="join-bar">
      <span className="join-bar__text">
        <b>{words.looking(title)}</b>
        {words.lookingText}
        <ActionFailure action={action} />
      </span>
      <Button
        kind="main"
        busy={action.busy}
        onClick={() =>
          void action.run(() => client.call('channel.join', { clientId: randomText(20), conversation: id }))
        }
      >
        {words.join}
      </Button>
    </footer>
  );
}

type Seen = ResultOf<'channel.get'> | 'none' | 'banned';

/** [GR93] */
function Banned() {
  const words = useWords(channelWords);
  const language = useLanguage();
  return (
    <main className="pane pane--main">
      <Empty
        alert
        whole
        art="apart"
        title={words.banned}
        actions={<ButtonLink to="/channels">{words.toChannels}</ButtonLink>}
      >
        {failureText('join.banned', language)}
      </Empty>
    </main>
  );
}

function useCard(id: string): Seen | undefined {
  const client = useClient();
  const [card, setCard] = useState<Seen>();
  useEffect(() => {
    let wanted = true;
    client.call('channel.get', { conversation: id }).then(
      (answer) => wanted && setCard(answer),
      (error: unknown) => wanted && setCard(asFailure(error).code === 'join.banned' ? 'banned' : 'none'),
    );
    return () => {
      wanted = false;
    };
  }, [client, id]);
  return card;
}
