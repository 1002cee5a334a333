import { useEffect } from 'react';
import type { ThreadView } from '#client/threads.ts';
import { useClient, useConversation, useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useTitle } from '#web/app/names.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { Composer } from '../composer.tsx';
import { WritingPlace } from '../groups/writing-place.tsx';
import { ThreadLines } from './thread-lines.tsx';
import { closeThread, ThreadPlace, useThread } from './thread-place.ts';
import { threadWords } from './words.ts';

/** A message and its replies, beside the conversation; on a phone a page of its own. */
export function ThreadPane({ id, root }: { id: string; root: number }) {
  const client = useClient();
  const words = useWords(threadWords);
  const me = useMe()?.id;
  const { summary } = useConversation(id);
  const title = useTitle(summary);
  const view = useThread(id, root);
  const phone = useMediaQuery(PHONE);
  const Heading = phone ? 'h1' : 'h2';
  const Pane = phone ? 'main' : 'aside';
  useEffect(() => client.threads()?.open(id, root), [client, id, root]);
  return (
    <ThreadPlace value={root}>
      <Pane
        className="pane pane--details pane--thread"
        aria-label={words.thread}
        onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && closeThread(id)}
      >
        <header className="pane__head">
          {phone && <IconButton icon="left" label={words.back} onClick={() => closeThread(id)} />}
          <div className="head-who">
            <Heading className="head-who__name clip">{words.thread}</Heading>
            <span className="head-who__sub">{words.inConversation(title)}</span>
          </div>
          <div className="head-actions">
            {view?.root && <FollowButton view={view} root={root} />}
            {!phone && <IconButton icon="close" label={words.close} onClick={() => closeThread(id)} />}
          </div>
        </header>
        <Body view={view} id={id} root={root} />
        {summary && me && view?.root && !isRecalled(view) && (
          <WritingPlace summary={summary}>
            <Composer conversation={id} thread={root} me={me} title={title} group={summary.kind !== 'direct'} />
          </WritingPlace>
        )}
      </Pane>
    </ThreadPlace>
  );
}

function Body({ view, id, root }: { view: ThreadView | undefined; id: string; root: number }) {
  const client = useClient();
  const words = useWords(threadWords);
  if (view?.root) return <ThreadLines view={view} root={view.root} />;
  if (view?.failure === undefined) return <SkeletonRows label={words.loading} />;
  const unknown = view.failure.code === 'message.unknown' || view.failure.code === 'conversation.unknown';
  return (
    <Empty
      art="fallen"
      alert
      title={unknown ? words.unknown : words.loadFailed}
      actions={
        !unknown && (
          <Button icon="refresh" onClick={() => void client.threads()?.reload(id, root)}>
            {words.tryAgain}
          </Button>
        )
      }
    />
  );
}

function FollowButton({ view, root }: { view: ThreadView; root: number }) {
  const client = useClient();
  const words = useWords(threadWords);
  const language = useLanguage();
  const { following, conversation } = view;
  async function toggle() {
    try {
      await client.threads()?.follow(conversation, root, !following);
      showToast(following ? words.left : words.following);
    } catch (error) {
      showToast(failureWords(error, language));
    }
  }
  return (
    <IconButton
      icon={following ? 'bell' : 'bell-off'}
      label={following ? words.unfollow : words.follow}
      aria-pressed={following}
      onClick={() => void toggle()}
    />
  );
}

function isRecalled({ root }: ThreadView): boolean {
  return root?.event.type === 'message' && root.event.recalled !== undefined;
}
