import { useState } from 'react';
import type { ConversationItem } from '#client/view.ts';
import { nameAnswers } from '#kernel/search/names.ts';
import { pick } from '#web/features/chat/attachments/picked.ts';
import { useWords } from '#web/i18n/words.ts';
import { SearchField } from '#web/ui/field.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { Share } from '#web/worker/shares.ts';
import { useClient, useConversations, useMe } from '../client.tsx';
import { readDraft, writeDraft } from '../drafts.ts';
import { GroupAvatar } from '../group-avatar.tsx';
import { titleOf, useTitle } from '../names.ts';
import { navigate } from '../navigation.ts';
import { Face } from '../presence.tsx';
import { pwaWords } from './words.ts';

/** Chooses the conversation for what another app shares: it is put into the composer there, and sent by the person. */
export function ShareSheet({ share, onClose }: { share: Share; onClose: () => void }) {
  const words = useWords(pwaWords);
  const me = useMe()?.id;
  const [query, setQuery] = useState('');
  const found = useMatching(query);
  function choose(id: string) {
    if (me === undefined) return;
    if (share.text !== '') {
      const before = readDraft(me, id);
      writeDraft(me, id, before === '' ? share.text : `${before}\n${share.text}`);
    }
    if (share.files.length > 0 && pick(id, share.files) > 0) showToast(words.notAll);
    navigate(`/c/${id}`);
    onClose();
  }
  return (
    <Sheet open onClose={onClose} title={words.shareTo} className="sheet--tall">
      <div className="sheet__body">
        <div className="picker">
          <SearchField label={words.search} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
          <div className="picker__list">
            {found.map((item) => (
              <Place key={item.id} item={item} onChoose={() => choose(item.id)} />
            ))}
            {found.length === 0 && <p className="picker__note">{words.none}</p>}
          </div>
        </div>
      </div>
    </Sheet>
  );
}

function Place({ item, onChoose }: { item: ConversationItem; onChoose: () => void }) {
  const title = useTitle(item.summary);
  const { peer } = item.summary;
  return (
    <button type="button" className="row row--tight picker__row" onClick={onChoose}>
      {peer === undefined ? (
        <GroupAvatar summary={item.summary} size={32} />
      ) : (
        <Face id={peer} name={title} size={32} />
      )}
      <span className="clip">{title}</span>
    </button>
  );
}

function useMatching(query: string): readonly ConversationItem[] {
  const client = useClient();
  const conversations = useConversations();
  return conversations.filter(({ summary }) => nameAnswers(titleOf(client, summary), query));
}
