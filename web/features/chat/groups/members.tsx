import { type ReactElement, useLayoutEffect, useRef, useState } from 'react';
import { Virtualizer, type VirtualizerHandle } from 'virtua';
import type { ConversationView } from '#client/view.ts';
import type { Member, Summary } from '#protocol/conversations.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { chatWords } from '../words.ts';
import { MemberRow } from './member-row.tsx';
import { type MemberList, useMemberList } from './use-member-list.ts';
import { groupWords } from './words.ts';

/** From so many members on one can search among them. */
const SEARCH_FROM = 9;
/** From so many rows on only those in view are in the page. */
const VIRTUAL_FROM = 60;
/** So many rows before the end the next page is fetched. */
const AHEAD = 40;

/** Who is in the group: owner and admins first. */
export function Members({ view, summary }: { view: ConversationView; summary: Summary }) {
  const words = useWords(chatWords);
  return (
    <section className="section section--list">
      <h3 className="section__title">
        {words.membersTitle} <span className="num">{summary.memberCount}</span>
      </h3>
      <MemberSearch
        view={view}
        summary={summary}
        row={(member) => <MemberRow key={member.user} summary={summary} member={member} />}
      />
    </section>
  );
}

interface SearchProps {
  view: ConversationView;
  summary: Summary;
  row: (member: Member) => ReactElement;
}

/** Members by name, and a field to look for one where they are many. */
export function MemberSearch({ view, summary, row }: SearchProps) {
  const { findMember, noMember } = useWords(groupWords);
  const words = useWords(chatWords);
  const [query, setQuery] = useState('');
  const list = useMemberList(view, summary, query);
  return (
    <>
      {summary.memberCount >= SEARCH_FROM && (
        <div className="member-search">
          <SearchField label={findMember} value={query} onChange={(event) => setQuery(event.currentTarget.value)} />
        </div>
      )}
      {list.members !== undefined && <Rows list={list} members={list.members} row={row} />}
      {list.members?.length === 0 && <p className="picker__note">{noMember(query.trim())}</p>}
      {list.members === undefined && list.failure === undefined && <SkeletonRows count={3} label={words.loading} />}
      {list.failure !== undefined && <Unloaded list={list} />}
    </>
  );
}

function Unloaded({ list: { failure, retry } }: { list: MemberList }) {
  const words = useWords(chatWords);
  const language = useLanguage();
  return (
    <div className="section__failure" role="alert">
      {words.membersFailed} {failureWords(failure, language)}
      <Button size="sm" onClick={retry}>
        {words.tryAgain}
      </Button>
    </div>
  );
}

interface RowsProps {
  list: MemberList;
  members: readonly Member[];
  row: (member: Member) => ReactElement;
}

/** Many rows are drawn as they come into view, within whatever scrolls around them. */
function Rows({ list: { more }, members, row }: RowsProps) {
  const top = useRef<HTMLDivElement>(null);
  const rows = useRef<VirtualizerHandle>(null);
  const scroller = useRef<HTMLElement>(null);
  const [above, setAbove] = useState<number>();
  const many = members.length > VIRTUAL_FROM;
  useLayoutEffect(() => {
    const around = top.current?.closest<HTMLElement>('.pane__scroll, .sheet__body') ?? null;
    scroller.current = around;
    if (!many || around === null || top.current === null) return;
    const place = top.current.getBoundingClientRect().top - around.getBoundingClientRect().top + around.scrollTop;
    setAbove(Math.round(place));
  }, [many]);
  function fetchAhead() {
    const last = rows.current?.findItemIndex(rows.current.scrollOffset + rows.current.viewportSize) ?? 0;
    if (last >= members.length - AHEAD) more?.();
  }
  return (
    <div ref={top}>
      {!many && members.map(row)}
      {many && above !== undefined && (
        <Virtualizer ref={rows} scrollRef={scroller} startMargin={above} data={members} onScroll={fetchAhead}>
          {row}
        </Virtualizer>
      )}
    </div>
  );
}
