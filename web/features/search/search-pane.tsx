import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { showCalendar } from '#web/app/calendar-sheet.tsx';
import { useClient, useConversation, useMe, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureWords } from '#web/app/failure.ts';
import { ListPane } from '#web/app/frame.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { goToMessage } from '#web/app/message-place.ts';
import { useTitle } from '#web/app/names.ts';
import { goBack, navigate, useRoute } from '#web/app/navigation.ts';
import { rememberSearch } from '#web/app/recent-searches.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Tabs } from '#web/ui/tabs.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { Filters } from './filters.tsx';
import { isNarrowed, readForm, type SearchForm, type Shown, searchPath, TABS, without } from './form.ts';
import { takeConditions, typedLast } from './operators.ts';
import { ConversationRows, PeopleRows } from './pick-sheets.tsx';
import { type Opening, Results } from './results.tsx';
import './search.css';
import { Start } from './start.tsx';
import { searchWords } from './words.ts';

/** Looks for messages, people and conversations; what is found opens beside, and the list stays. */
export function SearchPane() {
  const words = useWords(searchWords);
  const me = useMe()?.id ?? '';
  const { form, shown, change, typed, setTyped } = useForm();
  const box = useRef<HTMLInputElement>(null);
  const pane = useRef<HTMLDivElement>(null);
  const scroll = useKeptScroll();
  const listId = useId();
  const opening = useOpening(form, shown, change);
  const asked = typedLast(typed);
  const blank = typed.trim() === '' && form.query === '' && !isNarrowed(without(form, 'in'));

  useEffect(() => box.current?.focus(), []);

  function onKeyDown(event: KeyboardEvent) {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter') {
      const asked = takeConditions(form, typed, true);
      rememberSearch(me, asked.query);
      change(asked);
    }
    if (event.key === 'Escape' && typed !== '') setTyped('');
    else if (event.key === 'Escape') leave(shown);
  }

  return (
    <ListPane label={words.title}>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrows move among what is in it, which has the focus */}
      <div className="search-pane" ref={pane} onKeyDown={(event) => moveAmongResults(event, pane.current, box.current)}>
        <Head form={form} shown={shown} />
        <ConnectionBanner />
        <div className="list-tools search-box">
          <SearchField
            ref={box}
            label={form.in === undefined ? words.box : words.boxIn}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
            onKeyDown={onKeyDown}
            end={typed !== '' && <IconButton icon="close" size="sm" label={words.clear} onClick={() => setTyped('')} />}
          />
          <Filters form={form} onChange={change} />
          {!isNarrowed(form) && (
            <Tabs
              label={words.kinds}
              controls={listId}
              value={form.tab}
              onChange={(tab) => change({ ...form, tab })}
              items={TABS.map((value) => ({ value, label: words[value] }))}
            />
          )}
        </div>
        <div ref={scroll} className="pane__scroll search-results" id={listId} role="tabpanel" aria-label={words.title}>
          {asked?.is === 'from' && (
            <Suggested label={words.typedFrom}>
              <PeopleRows query={asked.value} onChoose={(from) => change({ ...form, query: asked.rest, from })} />
            </Suggested>
          )}
          {asked?.is === 'in' && (
            <Suggested label={words.typedIn}>
              <ConversationRows query={asked.value} onChoose={(id) => change({ ...form, query: asked.rest, in: id })} />
            </Suggested>
          )}
          {asked === undefined && blank && <Start onChoose={(query) => change({ ...form, query })} />}
          {asked === undefined && !blank && <Results form={form} opening={opening} />}
        </div>
      </div>
    </ListPane>
  );
}

/** How far the results were scrolled, by address: on a phone the pane is drawn anew after a message was looked at. */
const scrolled = { search: '', top: 0 };

function useKeptScroll() {
  const element = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const here = element.current;
    if (here === null) return;
    const search = readForm(location.search);
    if (scrolled.search === searchPath(search)) here.scrollTop = scrolled.top;
    const note = () => {
      scrolled.search = searchPath(readForm(location.search));
      scrolled.top = here.scrollTop;
    };
    here.addEventListener('scroll', note, { passive: true });
    return () => here.removeEventListener('scroll', note);
  }, []);
  return element;
}

function Suggested({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <section className="results" aria-label={label}>
      <h2 className="list-label">{label}</h2>
      {children}
    </section>
  );
}

function Head({ form, shown }: { form: SearchForm; shown: Shown }) {
  const words = useWords(searchWords);
  const where = useTitle(useConversation(form.in ?? '').summary);
  const phone = useMediaQuery(PHONE);
  const place = form.in;
  return (
    <header className="pane__head">
      {phone && <IconButton icon="left" label={words.back} onClick={() => goBack('/')} />}
      <h1 className="pane__title clip">{where === '' ? words.title : words.titleIn(where)}</h1>
      {place !== undefined && (
        <IconButton icon="calendar" label={words.jumpToDate} onClick={() => showCalendar(place, Date.now())} />
      )}
      {!phone && <IconButton icon="close" label={words.close} onClick={() => leave(shown)} />}
    </header>
  );
}

/** Back to the list, with what is open beside. */
function leave({ open, seq }: Shown): void {
  if (open === undefined) navigate('/');
  else navigate(seq === undefined ? `/c/${open}` : `/c/${open}/${seq}`);
}

/** The form that the address holds; what is typed goes into the address at once. */
function useForm() {
  const route = useRoute();
  const search = location.search;
  const form = readForm(search);
  const shown: Shown = route.at === 'search' ? route : {};
  const [typed, setText] = useState(form.query);
  const known = useRef(form.query);
  // Another query in the address than the one that was put there: one went back, or chose a search of before.
  useEffect(() => {
    if (form.query === known.current) return;
    known.current = form.query;
    setText(form.query);
  }, [form.query]);
  function change(next: SearchForm) {
    known.current = next.query;
    setText(next.query);
    navigate(searchPath(next, shown), { replace: true });
  }
  function setTyped(text: string) {
    const next = takeConditions(form, text);
    setText(next.query);
    known.current = next.query;
    if (typedLast(text) === undefined) navigate(searchPath(next, shown), { replace: true });
  }
  return { form, shown, change, typed, setTyped };
}

function useOpening(form: SearchForm, shown: Shown, change: (form: SearchForm) => void): Opening {
  const client = useClient();
  const language = useLanguage();
  const me = useMe()?.id ?? '';
  const phone = useMediaQuery(PHONE);
  const online = useStatus().at === 'online';
  function show(next: Shown) {
    rememberSearch(me, form.query);
    goToMessage(searchPath(form, next), { replace: !phone && shown.open !== undefined });
  }
  return {
    shown,
    onHit: ({ conversation, seq, thread }) =>
      show(
        thread === undefined ? { open: conversation, seq } : { open: conversation, seq: thread, thread, reply: seq },
      ),
    onConversation: (open) => show({ open }),
    onPerson: (id) => {
      if (!online) return;
      client.direct(id).then(
        (open) => show({ open }),
        (error: unknown) => showToast(failureWords(error, language)),
      );
    },
    onAllMessages: () => change({ ...form, tab: 'messages' }),
  };
}

/** Arrows go from the box into the results and through them; at the top they lead back. */
function moveAmongResults(event: KeyboardEvent, pane: HTMLElement | null, box: HTMLInputElement | null): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const target = event.target as HTMLElement;
  const inList = target === box || target.hasAttribute('data-result');
  if (step === 0 || pane === null || !inList || event.nativeEvent.isComposing) return;
  const results = [...pane.querySelectorAll<HTMLElement>('[data-result]')];
  const at = results.indexOf(target);
  if (at < 0 && step < 0) return;
  event.preventDefault();
  const next = results[at + step];
  if (next !== undefined) next.focus();
  else if (at + step < 0) box?.focus();
}
