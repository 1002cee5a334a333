import type { ReactNode } from 'react';
import { nameAnswers } from '#kernel/search/names.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { useClient, useConversations, useMe } from '#web/app/client.tsx';
import { titleOf, useName } from '#web/app/names.ts';
import { usePeopleSearch } from '#web/app/people-search.ts';
import { Face } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Marked } from '#web/ui/marked.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { ConversationFace } from './conversation-face.tsx';
import { isNarrowed, messageParams, type SearchForm, type Shown } from './form.ts';
import { type Hit, HitRow } from './hit-row.tsx';
import { type Answer, type Hits, useMessages, useOverview } from './use-search.ts';
import { searchWords } from './words.ts';

/** What one does with what was found. */
export interface Opening {
  /** The message beside. */
  shown: Shown;
  onHit: (hit: Hit) => void;
  onPerson: (id: UserId) => void;
  onConversation: (id: ConversationId) => void;
  onAllMessages: () => void;
}

interface ResultsProps {
  form: SearchForm;
  opening: Opening;
}

/** What answers the form, by the tab that is chosen. With conditions only messages are looked for. */
export function Results({ form, opening }: ResultsProps) {
  if (isNarrowed(form) || form.tab === 'messages') return <Messages form={form} opening={opening} />;
  if (form.tab === 'people') return <People form={form} opening={opening} />;
  if (form.tab === 'conversations') return <Conversations form={form} opening={opening} />;
  return <Everything form={form} opening={opening} />;
}

function Messages({ form, opening }: ResultsProps) {
  const words = useWords(searchWords);
  const found = useMessages(messageParams(form));
  const { result } = found;
  const count = result?.hits.length ?? 0;
  return (
    <Outcome
      answer={found}
      count={count}
      more={found.more !== undefined}
      query={form.query}
      incomplete={result?.incomplete}
    >
      <HitRows hits={result?.hits ?? []} placed={form.in === undefined} opening={opening} />
      {found.more && (
        <Button size="sm" kind="quiet" wide busy={found.loading} onClick={found.more}>
          {words.more}
        </Button>
      )}
    </Outcome>
  );
}

function Everything({ form, opening }: ResultsProps) {
  const words = useWords(searchWords);
  const me = useMe()?.id;
  const answer = useOverview(form.query);
  const local = useMatching(form.query, answer.result?.conversations ?? []);
  const peers = new Set(local.map(({ summary }) => summary.peer));
  const named = useRemarked(form.query);
  const found = [...named, ...(answer.result?.found ?? []).map(({ id }) => id)];
  const people = [...new Set(found)].filter((id) => id !== me && !peers.has(id));
  const hits = answer.result?.hits ?? [];
  const count = local.length + people.length + hits.length;
  return (
    <Outcome answer={answer} count={count} query={form.query} incomplete={answer.result?.incomplete}>
      {local.length > 0 && <h2 className="list-label">{words.conversations}</h2>}
      {local.slice(0, 5).map((item) => (
        <ConversationRow key={item.id} item={item} query={form.query} opening={opening} />
      ))}
      {people.length > 0 && <h2 className="list-label">{words.people}</h2>}
      {people.map((id) => (
        <PersonRow key={id} id={id} query={form.query} opening={opening} />
      ))}
      {hits.length > 0 && <h2 className="list-label">{words.messages}</h2>}
      <HitRows hits={hits} placed opening={opening} />
      {hits.length > 0 && (
        <Button size="sm" kind="quiet" wide onClick={opening.onAllMessages}>
          {words.showAll}
        </Button>
      )}
    </Outcome>
  );
}

function People({ form, opening }: ResultsProps) {
  const words = useWords(searchWords);
  const me = useMe()?.id;
  const search = usePeopleSearch(form.query);
  const people = search.people.filter(({ id }) => id !== me);
  const busy = search.answered === undefined;
  const answer = { result: busy ? undefined : people, busy, failure: search.failure, again: () => {} };
  return (
    <Outcome answer={answer} count={people.length} more={search.more !== undefined} query={form.query}>
      {people.map((person) => (
        <PersonRow key={person.id} id={person.id} query={form.query} opening={opening} />
      ))}
      {search.more && (
        <Button size="sm" kind="quiet" wide onClick={search.more}>
          {words.more}
        </Button>
      )}
    </Outcome>
  );
}

function Conversations({ form, opening }: ResultsProps) {
  const answer = useOverview(form.query);
  const found = useMatching(form.query, answer.result?.conversations ?? []);
  return (
    <Outcome answer={answer} count={found.length} query={form.query}>
      {found.map((item) => (
        <ConversationRow key={item.id} item={item} query={form.query} opening={opening} />
      ))}
    </Outcome>
  );
}

/** One's conversations by what the reader calls them, and those that the server found by who is in them. */
function useMatching(query: string, alsoFound: readonly ConversationId[]) {
  const client = useClient();
  const also = new Set(alsoFound);
  const all = useConversations();
  if (query.trim() === '') return [];
  const titled = all.filter((item) => nameAnswers(titleOf(client, item.summary), query));
  return [...titled, ...all.filter((item) => also.has(item.id) && !titled.includes(item))];
}

interface OutcomeProps<Result> {
  answer: Pick<Answer<Result>, 'result' | 'busy' | 'failure' | 'again'>;
  count: number;
  more?: boolean;
  query: string;
  incomplete?: boolean | undefined;
  children: ReactNode;
}

/** Loading, failed, empty, or what was found; how much it is, is said aloud. */
function Outcome<Result>({ answer, count, more = false, query, incomplete, children }: OutcomeProps<Result>) {
  const words = useWords(searchWords);
  const { result, busy, failure, again } = answer;
  if (failure !== undefined && result === undefined) {
    return (
      <div className="search-note" role="alert">
        {words.failed}
        <Button size="sm" icon="refresh" onClick={again}>
          {words.tryAgain}
        </Button>
      </div>
    );
  }
  if (result === undefined && count === 0) return busy ? <SkeletonRows count={5} label={words.loading} /> : null;
  return (
    <>
      <p className="visually-hidden" role="status">
        {busy ? words.loading : words.count(count, more)}
      </p>
      {incomplete && <p className="search-note search-note--quiet">{words.incomplete}</p>}
      {count > 0 && (
        <div className="results" aria-busy={busy}>
          {children}
        </div>
      )}
      {count === 0 && !busy && (
        <p className="search-note">
          {query.trim() === '' ? words.nothingHere : words.nothing(query.trim())}
          <span>{words.nothingHint}</span>
        </p>
      )}
    </>
  );
}

function HitRows({ hits, placed, opening }: { hits: Hits; placed: boolean; opening: Opening }) {
  const { open, seq, reply } = opening.shown;
  return hits.map((hit) => (
    <HitRow
      key={`${hit.conversation} ${hit.seq}`}
      hit={hit}
      placed={placed}
      selected={hit.conversation === open && hit.seq === (reply ?? seq)}
      onOpen={() => opening.onHit(hit)}
    />
  ));
}

interface RowProps {
  query: string;
  opening: Opening;
}

/** Whom the reader calls so by a name of their own. */
function useRemarked(query: string): UserId[] {
  const client = useClient();
  if (query.trim() === '') return [];
  const contacts = [...client.personal('contact').values()];
  return contacts.filter(({ remark }) => remark !== undefined && nameAnswers(remark, query)).map(({ user }) => user);
}

function PersonRow({ id, query, opening }: RowProps & { id: UserId }) {
  const words = useWords(searchWords);
  const name = useName(id) ?? words.somebody;
  return (
    <button type="button" className="row row--tight" data-result="" onClick={() => opening.onPerson(id)}>
      <Face id={id} name={name} size={36} />
      <span className="row__title clip">
        <Marked text={name} query={query.trim()} />
      </span>
    </button>
  );
}

type Item = ReturnType<typeof useMatching>[number];

function ConversationRow({ item, query, opening }: RowProps & { item: Item }) {
  const client = useClient();
  const words = useWords(searchWords);
  const { id, summary } = item;
  const selected = opening.shown.open === id && opening.shown.seq === undefined;
  return (
    <button
      type="button"
      className={selected ? 'row row--tight is-selected' : 'row row--tight'}
      aria-current={selected ? 'true' : undefined}
      data-result=""
      onClick={() => opening.onConversation(id)}
    >
      <ConversationFace summary={summary} size={36} />
      <span className="row__title clip">
        <Marked text={titleOf(client, summary)} query={query.trim()} />
      </span>
      {summary.kind !== 'direct' && <span className="row__time">{words.members(summary.memberCount)}</span>}
    </button>
  );
}
