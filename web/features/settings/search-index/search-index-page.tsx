import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Confirm } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { showToast } from '#web/ui/toast.tsx';
import './search-index.css';
import { type IndexState, useIndexState } from './use-index-state.ts';
import { searchIndexWords } from './words.ts';

/** How the search index is, for owner and admins of the workspace; they can have it built anew. */
export function SearchIndexPage() {
  const words = useWords(searchIndexWords);
  const language = useLanguage();
  const { state, failure, ask } = useIndexState();
  useDone(state, words.done);
  if (state === undefined && failure === undefined) return <SkeletonRows count={3} label={words.loading} />;
  return (
    <>
      {failure !== undefined && (
        <div className="section__failure" role="alert">
          {failureWords(failure, language)}
          <Button size="sm" onClick={ask}>
            {words.tryAgain}
          </Button>
        </div>
      )}
      {state !== undefined && <Facts state={state} />}
      {state !== undefined && <Rebuild state={state} onBegun={ask} />}
    </>
  );
}

/** Says it once when a new index has taken its place. */
function useDone(state: IndexState | undefined, text: string): void {
  const before = useRef<IndexState>(undefined);
  useEffect(() => {
    if (before.current?.at === 'rebuilding' && state?.at === 'ready') showToast(text);
    before.current = state;
  }, [state, text]);
}

function Facts({ state }: { state: IndexState }) {
  const words = useWords(searchIndexWords);
  const locale = localeOf(useLanguage());
  const { at, documents, behind, rebuiltAt } = state;
  const when = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <section className="card">
      <dl className="facts">
        <Fact name={words.state}>{words[at]}</Fact>
        <Fact name={words.documents}>{new Intl.NumberFormat(locale).format(documents)}</Fact>
        <Fact name={words.behind}>{words.behindCount(behind)}</Fact>
        <Fact name={words.rebuilt}>{rebuiltAt === undefined ? words.never : when.format(rebuiltAt)}</Fact>
      </dl>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="facts__row">
      <dt>{name}</dt>
      <dd className="num">{children}</dd>
    </div>
  );
}

function Rebuild({ state, onBegun }: { state: IndexState; onBegun: () => void }) {
  const client = useClient();
  const words = useWords(searchIndexWords);
  const language = useLanguage();
  const action = useAction();
  const [asking, setAsking] = useState(false);
  async function rebuild() {
    const begun = await action.run(() => client.call('search.rebuild', {}));
    setAsking(false);
    if (begun) onBegun();
  }
  return (
    <section className="card">
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.rebuild}</span>
          <span className="setting__text">{words.rebuildText}</span>
          {action.failure && (
            <span className="setting__text" role="alert">
              {failureWords(action.failure, language)}
            </span>
          )}
        </div>
        <Button size="sm" busy={state.at === 'rebuilding'} onClick={() => setAsking(true)}>
          {words.rebuild}
        </Button>
      </div>
      {state.rebuilding && <Progress {...state.rebuilding} />}
      <Confirm
        open={asking}
        title={words.rebuildTitle}
        confirm={words.rebuild}
        busy={action.busy}
        onClose={() => setAsking(false)}
        onConfirm={() => void rebuild()}
      >
        {words.rebuildSure}
      </Confirm>
    </section>
  );
}

function Progress({ done, of }: { done: number; of: number }) {
  const words = useWords(searchIndexWords);
  const percent = of === 0 ? 0 : Math.floor((done / of) * 100);
  return (
    <div className="index-progress">
      <progress className="index-progress__bar" aria-label={words.progressLabel} max={100} value={percent} />
      <span className="num">{words.progress(percent)}</span>
    </div>
  );
}
