import { useEffect, useState } from 'react';
import type { ConversationView } from '#client/view.ts';
import type { Role } from '#protocol/common.ts';
import type { Member, Summary } from '#protocol/conversations.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useNames } from '#web/app/names.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { chatWords } from '../words.ts';
import { MemberRow } from './member-row.tsx';
import { groupWords } from './words.ts';

const RANK: Record<Role, number> = { owner: 0, admin: 1, member: 2 };
/** From so many members on one can search among them. */
const SEARCH_FROM = 9;
const SHOWN_AT_ONCE = 60;

/** Who is in the group: owner and admins first. */
export function Members({ view, summary }: { view: ConversationView; summary: Summary }) {
  const client = useClient();
  const words = useWords(chatWords);
  const { findMember, noMember, showMore } = useWords(groupWords);
  const language = useLanguage();
  const load = useAction();
  const { run } = load;
  const { id, members } = view;
  const [query, setQuery] = useState('');
  const [most, setMost] = useState(SHOWN_AT_ONCE);
  useEffect(() => {
    void run(() => client.loadMembers(id));
  }, [client, id, run]);
  const nameOf = useNames(members?.map((member) => member.user) ?? []);
  const ordered = members && inOrder(members, nameOf, localeOf(language));
  const wanted = query.trim().toLocaleLowerCase();
  const found = ordered?.filter(({ user }) => (nameOf(user) ?? '').toLocaleLowerCase().includes(wanted));
  return (
    <section className="section section--list">
      <h3 className="section__title">
        {words.membersTitle} <span className="num">{summary.memberCount}</span>
      </h3>
      {summary.memberCount >= SEARCH_FROM && (
        <div className="member-search">
          <SearchField label={findMember} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
        </div>
      )}
      {found?.slice(0, most).map((member) => (
        <MemberRow key={member.user} summary={summary} member={member} />
      ))}
      {found?.length === 0 && <p className="picker__note">{noMember(query.trim())}</p>}
      {found !== undefined && found.length > most && (
        <Button size="sm" kind="quiet" wide onClick={() => setMost(most + SHOWN_AT_ONCE)}>
          {showMore}
        </Button>
      )}
      {ordered === undefined && load.failure === undefined && <SkeletonRows count={3} label={words.loading} />}
      {ordered === undefined && load.failure !== undefined && (
        <div className="section__failure" role="alert">
          {words.membersFailed} {failureWords(load.failure, language)}
          <Button size="sm" busy={load.busy} onClick={() => void run(() => client.loadMembers(id))}>
            {words.tryAgain}
          </Button>
        </div>
      )}
    </section>
  );
}

function inOrder(
  members: readonly Member[],
  nameOf: (id: string) => string | undefined,
  locale: string,
): readonly Member[] {
  const collator = new Intl.Collator(locale);
  return members.toSorted(
    (a, b) => RANK[a.role] - RANK[b.role] || collator.compare(nameOf(a.user) ?? '', nameOf(b.user) ?? ''),
  );
}
