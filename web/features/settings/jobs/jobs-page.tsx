import { useCallback, useEffect, useState } from 'react';
import type { DeadJob } from '#protocol/commands/jobs.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { localeOf, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Confirm } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { type JobTexts, jobWords } from './words.ts';

type Jobs = ResultOf<'jobs.dead'>;

/** Work that was given up, for owner and admins: tried again, or dropped. */
export function JobsPage() {
  const client = useClient();
  const words = useWords(jobWords);
  const language = useLanguage();
  const online = useStatus().at === 'online';
  const [jobs, setJobs] = useState<Jobs>();
  const { run, failure } = useAction();
  const ask = useCallback(() => run(async () => setJobs(await client.call('jobs.dead', {}))), [client, run]);
  useEffect(() => {
    if (online) void ask();
  }, [online, ask]);
  if (jobs === undefined && failure === undefined) return <SkeletonRows count={3} label={words.loading} />;
  const waiting = jobs?.counts.reduce((sum, count) => sum + count.waiting, 0) ?? 0;
  return (
    <>
      {failure !== undefined && (
        <div className="section__failure" role="alert">
          {failureWords(failure, language)}
          <Button size="sm" onClick={() => void ask()}>
            {words.tryAgain}
          </Button>
        </div>
      )}
      {jobs?.jobs.length === 0 && (
        <Empty art="together" title={words.none}>
          {words.noneText}
        </Empty>
      )}
      {jobs !== undefined && jobs.jobs.length > 0 && (
        <section className="card">
          {jobs.jobs.map((job) => (
            <Row key={`${job.kind} ${job.key}`} job={job} onDone={() => void ask()} />
          ))}
        </section>
      )}
      {jobs !== undefined && (
        <section className="card">
          <div className="setting">
            <div className="setting__main">
              <span className="setting__title">{words.waiting}</span>
            </div>
            <span className="num">{words.waitingCount(waiting)}</span>
          </div>
        </section>
      )}
    </>
  );
}

function Row({ job, onDone }: { job: DeadJob; onDone: () => void }) {
  const client = useClient();
  const words = useWords(jobWords);
  const language = useLanguage();
  const { run, busy, failure } = useAction();
  const [asking, setAsking] = useState(false);
  const { kind, key } = job;
  const name = kindName(kind, words);
  const when = new Intl.DateTimeFormat(localeOf(language), { dateStyle: 'medium', timeStyle: 'short' });
  async function act(what: 'jobs.retry' | 'jobs.forget') {
    const done = await run(() => client.call(what, { kind, key }));
    setAsking(false);
    if (!done) return;
    if (what === 'jobs.retry') showToast(words.done);
    onDone();
  }
  return (
    <div className="setting">
      <div className="setting__main">
        <span className="setting__title">{name}</span>
        <span className="setting__text">
          {[when.format(job.diedAt), words.attempts(job.attempts), job.reason].join(' · ')}
        </span>
        {failure && (
          <span className="setting__text" role="alert">
            {failureWords(failure, language)}
          </span>
        )}
      </div>
      <Button size="sm" busy={busy} aria-label={words.againFor(name)} onClick={() => void act('jobs.retry')}>
        {words.again}
      </Button>
      <Button size="sm" aria-label={words.dropFor(name)} onClick={() => setAsking(true)}>
        {words.drop}
      </Button>
      <Confirm
        open={asking}
        title={words.dropTitle}
        confirm={words.drop}
        busy={busy}
        onClose={() => setAsking(false)}
        onConfirm={() => void act('jobs.forget')}
      >
        {words.dropText}
      </Confirm>
    </div>
  );
}

/** A kind that this version of the app has no name for is named as it is. */
function kindName(kind: string, words: JobTexts): string {
  const known = Object.entries(words).find(([name]) => name === kind && name.includes('.'))?.[1];
  return typeof known === 'string' ? known : kind;
}
