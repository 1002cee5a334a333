import { useSyncExternalStore } from 'react';
import { useClient } from '#web/app/client.tsx';
import { Link } from '#web/app/link.tsx';
import { useRoute } from '#web/app/navigation.ts';
import { useThreadCalls } from '#web/app/unread.ts';
import { useWords } from '#web/i18n/words.ts';
import { Badge } from '#web/ui/badge.tsx';
import { Icon } from '#web/ui/icon.tsx';
import './threads.css';
import { threadWords } from './words.ts';

/** Over the conversations: the threads that one follows. Not there while there are none. */
export function ThreadsRow() {
  const client = useClient();
  const words = useWords(threadWords);
  const threads = useSyncExternalStore(client.subscribe, () => client.personal('thread'));
  const selected = useRoute().at === 'threads';
  const { unread, loud, mentioned } = useThreadCalls();
  if (threads.size === 0 && !selected) return null;
  const count = loud > 0 ? loud : unread;
  const names = ['row row--threads', selected && 'is-selected', loud > 0 && 'is-unread'].filter(Boolean).join(' ');
  return (
    <Link className={names} to="/threads" aria-current={selected ? 'true' : undefined}>
      <span className="row__icon">
        <Icon name="thread" />
      </span>
      <span className="row__main">
        <span className="row__line">
          <span className="row__title clip">{words.threads}</span>
          {mentioned && <span className="row__mention">{words.mentioned}</span>}
        </span>
      </span>
      <Badge count={count} label={words.unread(count)} muted={loud === 0} />
    </Link>
  );
}
