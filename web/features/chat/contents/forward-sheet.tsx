import { useState } from 'react';
import type { ConversationItem } from '#client/view.ts';
import { asFailure } from '#kernel/failure.ts';
import { randomText } from '#kernel/ids.ts';
import { nameAnswers } from '#kernel/search/names.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useConversation, useConversations, useMe } from '#web/app/client.tsx';
import { GroupAvatar } from '#web/app/group-avatar.tsx';
import { titleOf, useTitle } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field, SearchField } from '#web/ui/field.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { ActionFailure } from '../action-failure.tsx';
import { stopSelecting } from '../selecting/selection.ts';
import { forwarding } from './showing.ts';
import { type ContentWords, contentWords } from './words.ts';

interface ForwardProps {
  from: ConversationId;
  seqs: readonly Seq[];
}

/** Chooses where messages are copied to, and how. */
export function ForwardSheet({ from, seqs }: ForwardProps) {
  const words = useWords(contentWords);
  const [query, setQuery] = useState('');
  const [chosen, setChosen] = useState<ReadonlySet<ConversationId>>(new Set());
  const [together, setTogether] = useState(false);
  const [title, setTitle] = useState(useBundleTitle(from, words));
  const [failed, setFailed] = useState<readonly ConversationId[]>([]);
  const { action, forward } = useForward(from, seqs, (refused) => {
    setFailed(refused);
    setChosen(new Set(refused));
  });
  const found = useMatching(query);
  const titled = title.trim() !== '' && title.length <= LIMITS.bundleTitleChars;
  function toggle(id: ConversationId) {
    const next = new Set(chosen);
    if (!next.delete(id)) next.add(id);
    setChosen(next);
  }
  return (
    <Sheet
      open
      onClose={() => forwarding.set(undefined)}
      title={words.forwardTitle}
      className="sheet--tall"
      actions={
        <>
          <span className="sheet__count">{words.forwardCount(seqs.length)}</span>
          <Button
            kind="main"
            busy={action.busy}
            disabled={chosen.size === 0 || (together && !titled)}
            onClick={() => void forward([...chosen], together ? title : undefined)}
          >
            {words.forwardTo(chosen.size)}
          </Button>
        </>
      }
    >
      <div className="sheet__body">
        {seqs.length > 1 && (
          <Segmented
            label={words.howForward}
            value={together ? 'together' : 'each'}
            options={[
              { value: 'each', label: words.oneByOne },
              { value: 'together', label: words.together },
            ]}
            onChange={(how) => setTogether(how === 'together')}
          />
        )}
        {together && (
          <Field
            label={words.bundleTitle}
            value={title}
            maxLength={LIMITS.bundleTitleChars}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
        )}
        <Refused failed={failed} />
        <ActionFailure action={action} />
        <div className="picker">
          <SearchField label={words.findChat} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
          <div className="picker__list">
            {found.map((item) => (
              <ChatRow key={item.id} item={item} checked={chosen.has(item.id)} onChange={() => toggle(item.id)} />
            ))}
            {found.length === 0 && <p className="picker__note">{words.noChat}</p>}
          </div>
        </div>
      </div>
    </Sheet>
  );
}

function ChatRow({ item, checked, onChange }: { item: ConversationItem; checked: boolean; onChange: () => void }) {
  const title = useTitle(item.summary);
  const { peer } = item.summary;
  return (
    <label className="row row--tight picker__row">
      <input type="checkbox" className="picker__box" checked={checked} onChange={onChange} />
      {peer === undefined ? (
        <GroupAvatar summary={item.summary} size={32} />
      ) : (
        <Face id={peer} name={title} size={32} />
      )}
      <span className="clip">{title}</span>
    </label>
  );
}

/** Conversations whose title has the words, those of late first. */
function useMatching(query: string): readonly ConversationItem[] {
  const client = useClient();
  const conversations = useConversations();
  if (query.trim() === '') return conversations;
  return conversations.filter(({ summary }) => nameAnswers(titleOf(client, summary), query));
}

/** What a bundle is called at first. */
function useBundleTitle(from: ConversationId, words: ContentWords): string {
  const { summary } = useConversation(from);
  const me = useMe()?.nickname ?? '';
  const title = useTitle(summary);
  const all = summary?.peer === undefined ? words.historyOf(title) : words.historyBetween(me, title);
  return all.slice(0, LIMITS.bundleTitleChars);
}

/** Goes on with the others when one conversation refuses; `failed` are those that did. */
function useForward(from: ConversationId, seqs: readonly Seq[], left: (failed: readonly ConversationId[]) => void) {
  const client = useClient();
  const words = useWords(contentWords);
  const action = useAction();
  async function forward(chosen: readonly ConversationId[], title: string | undefined) {
    const bundle = title === undefined ? {} : { bundle: { title } };
    const failed: ConversationId[] = [];
    const worked = await action.run(async () => {
      let why: unknown;
      for (const to of chosen) {
        const params = { clientId: randomText(20), conversation: from, seqs: [...seqs], to, ...bundle };
        await client.call('message.forward', params).catch((error: unknown) => {
          failed.push(to);
          why = error;
        });
      }
      if (why !== undefined) throw asFailure(why);
    });
    if (worked) {
      forwarding.set(undefined);
      stopSelecting();
      showToast(words.forwardedTo(chosen.length));
    } else if (failed.length > 0) left(failed);
  }
  return { action, forward };
}

/** Where it did not go: what failed stays chosen, the rest is done. */
function Refused({ failed }: { failed: readonly ConversationId[] }) {
  const client = useClient();
  const words = useWords(contentWords);
  if (failed.length === 0) return null;
  const names = failed.map((id) => {
    const { summary } = client.conversation(id);
    return summary === undefined ? '' : titleOf(client, summary);
  });
  return (
    <p className="field__error sheet__failure" role="alert">
      {words.forwardFailed(names.join(', '))}
    </p>
  );
}
