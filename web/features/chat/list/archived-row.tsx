import { useClient } from '#web/app/client.tsx';
import { titleOf } from '#web/app/names.ts';
import { calls } from '#web/app/unread.ts';
import { useWords } from '#web/i18n/words.ts';
import { Badge } from '#web/ui/badge.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { chatWords } from '../words.ts';
import type { Listed } from './list-model.ts';
import { listWords } from './words.ts';

const NAMED = 4;

/** The way to what is put away, and whose it is. */
export function ArchivedRow({ archived, onOpen }: { archived: readonly Listed[]; onOpen: () => void }) {
  const words = { ...useWords(chatWords), ...useWords(listWords) };
  const client = useClient();
  const unread = archived.reduce((sum, { item }) => sum + (item.unread > 0 ? 1 : 0), 0);
  const mentions = archived.reduce((sum, { item, chat }) => sum + calls(item, chat), 0);
  const names = archived.slice(0, NAMED).map(({ item }) => titleOf(client, item.summary));
  return (
    <button type="button" className="row archived-row" onClick={onOpen}>
      <span className="archived-row__face">
        <Icon name="archive" />
      </span>
      <span className="row__main">
        <span className="row__line">
          <span className="row__title clip">{words.archived}</span>
          <span className="visually-hidden">{words.archivedCount(archived.length)}</span>
        </span>
        <span className="row__line">
          <span className="row__preview clip">{names.join(words.listComma)}</span>
          <span className="row__marks">
            {mentions > 0 && <b className="badge badge--at">@</b>}
            <Badge count={unread} muted label={words.unreadCount(unread)} />
          </span>
        </span>
      </span>
    </button>
  );
}
