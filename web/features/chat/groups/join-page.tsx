import { useCallback, useEffect, useState } from 'react';
import { asFailure, type Failure } from '#kernel/failure.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureWords } from '#web/app/failure.ts';
import { Frame } from '#web/app/frame.tsx';
import { navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Field } from '#web/ui/field.tsx';
import { Skeleton } from '#web/ui/skeleton.tsx';
import { ActionFailure } from '../action-failure.tsx';
import './groups.css';
import { joinWords } from './join-words.ts';

type Seen = ResultOf<'join.look'>;

/** Where a link leads: what the group is, and the way in. */
export function JoinPage({ token }: { token: string }) {
  const { seen, failure, look } = useLook(token);
  return (
    <Frame place="chats" pane="main">
      <main className="pane pane--main">
        <ConnectionBanner />
        <div className="join-place">
          {failure && <Refused failure={failure} onRetry={look} />}
          {!failure && seen && <Group token={token} seen={seen} onAsked={look} />}
          {!failure && !seen && <Loading />}
        </div>
      </main>
    </Frame>
  );
}

/** What the link leads to, asked for once there is a connection. */
function useLook(token: string) {
  const client = useClient();
  const online = useStatus().at === 'online';
  const [seen, setSeen] = useState<Seen>();
  const [failure, setFailure] = useState<Failure>();
  const look = useCallback(async () => {
    try {
      setSeen(await client.call('join.look', { token }));
      setFailure(undefined);
    } catch (error) {
      setFailure(asFailure(error));
    }
  }, [client, token]);
  useEffect(() => {
    if (online) void look();
  }, [online, look]);
  return { seen, failure, look };
}

function Loading() {
  const words = useWords(joinWords);
  return (
    <div className="join-card" role="status" aria-label={words.loading}>
      <Skeleton width="96px" height="96px" />
      <Skeleton width="180px" height="24px" />
      <Skeleton width="120px" height="16px" />
    </div>
  );
}

interface GroupProps {
  token: string;
  seen: Seen;
  onAsked: () => Promise<void>;
}

function Group({ token, seen, onAsked }: GroupProps) {
  const client = useClient();
  const words = useWords(joinWords);
  const action = useAction();
  const [word, setWord] = useState('');
  const { title, memberCount, picture, approval, state, conversation } = seen;
  async function ask() {
    await action.run(async () => {
      const said = word.trim() === '' ? {} : { word: word.trim() };
      const answer = await client.call('join.ask', { token, ...said });
      if (answer.state === 'member') navigate(`/c/${answer.conversation}`, { replace: true });
      else await onAsked();
    });
  }
  const src = picture && `data:image/webp;base64,${picture}`;
  return (
    <div className="join-card">
      <Avatar id={token} name={title} size={96} src={src} room />
      <h1 className="join-card__title">{title}</h1>
      <p className="join-card__text">{words.members(memberCount)}</p>
      <ActionFailure action={action} />
      {state === 'member' && conversation && (
        <ButtonLink kind="main" size="lg" to={`/c/${conversation}`} replace>
          {words.open}
        </ButtonLink>
      )}
      {state === 'asked' && (
        <p className="join-card__text" role="status">
          {words.asked}
        </p>
      )}
      {state === 'open' && approval && (
        <>
          <p className="join-card__text">{words.approvalText}</p>
          <Field
            label={words.word}
            value={word}
            maxLength={LIMITS.joinWordChars}
            autoComplete="off"
            onChange={(event) => setWord(event.currentTarget.value)}
          />
        </>
      )}
      {state === 'open' && (
        <Button kind="main" size="lg" busy={action.busy} onClick={() => void ask()}>
          {approval ? words.ask : words.join}
        </Button>
      )}
    </div>
  );
}

/** A link that leads nowhere, or not any more. */
function Refused({ failure, onRetry }: { failure: Failure; onRetry: () => Promise<void> }) {
  const words = useWords(joinWords);
  const language = useLanguage();
  const banned = failure.code === 'join.banned';
  const over = failure.code.startsWith('join.') || failure.code === 'request.invalid';
  const sentences = [failureWords(failure, language), ...(over && !banned ? [words.overText] : [])];
  return (
    <Empty
      alert
      whole
      art={over ? 'apart' : 'fallen'}
      title={banned ? words.bannedTitle : over ? words.overTitle : words.failedTitle}
      actions={
        <>
          {!over && (
            <Button kind="main" onClick={() => void onRetry()}>
              {words.tryAgain}
            </Button>
          )}
          <ButtonLink to="/" kind={over ? 'main' : 'plain'} replace>
            {words.toChats}
          </ButtonLink>
        </>
      }
    >
      {sentences.join(language === 'zh' ? '' : ' ')}
    </Empty>
  );
}
