import './calls-pane.css';
import { useCallback, useEffect, useRef, useState } from 'react';
import { callingOf } from '#client/calling.ts';
import type { CallRecord } from '#protocol/calls.ts';
import type { UserId } from '#protocol/common.ts';
import { useClient, useMe, useStatus } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureWords } from '#web/app/failure.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useTitle } from '#web/app/names.ts';
import { goBack, navigate } from '#web/app/navigation.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { agoTime, fullTime } from '#web/i18n/time.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { CallFace } from './call-face.tsx';
import { useNameList, useSummary } from './call-title.ts';
import { lasted } from './call-words.ts';
import { useCallViews } from './use-calls.ts';
import { callWish } from './wishes.ts';
import { type CallTexts, callWords } from './words.ts';

/** The calls that one made and got, and those that one missed. */
export function CallsPane() {
  const words = useWords(callWords);
  const language = useLanguage();
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  const [missed, setMissed] = useState(false);
  const { calls, failure, next, load } = useLog(missed);
  return (
    <main className="pane pane--main">
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.goBack} onClick={() => goBack('/contacts')} />
        </span>
        <Heading className="head-who__name clip">{words.calls}</Heading>
        <Filter missed={missed} onChange={setMissed} />
      </header>
      <ConnectionBanner />
      {failure !== undefined && calls === undefined && (
        <Empty
          art="fallen"
          alert
          title={words.loadFailed}
          actions={
            <Button icon="refresh" onClick={() => void load()}>
              {words.tryAgain}
            </Button>
          }
        >
          {failureWords(failure, language)}
        </Empty>
      )}
      {failure === undefined && calls === undefined && <SkeletonRows count={6} label={words.loading} />}
      {calls?.length === 0 && (
        <Empty art="apart" title={missed ? words.noMissed : words.noCalls}>
          {missed ? '' : words.noCallsText}
        </Empty>
      )}
      {calls !== undefined && calls.length > 0 && (
        <ul className="pane__scroll calls-list">
          {calls.map((call) => (
            <LoggedCall key={call.call} record={call} />
          ))}
          {next !== undefined && (
            <li>
              <Button size="sm" kind="quiet" onClick={() => void load(next)}>
                {words.moreCalls}
              </Button>
            </li>
          )}
        </ul>
      )}
    </main>
  );
}

function Filter({ missed, onChange }: { missed: boolean; onChange: (missed: boolean) => void }) {
  const words = useWords(callWords);
  return (
    <fieldset className="segmented push">
      <legend className="visually-hidden">{words.calls}</legend>
      {[false, true].map((value) => (
        <label key={String(value)} className={value === missed ? 'segmented__item is-on' : 'segmented__item'}>
          <input
            className="visually-hidden"
            type="radio"
            name="calls"
            checked={value === missed}
            onChange={() => onChange(value)}
          />
          {value ? words.missedOnly : words.all}
        </label>
      ))}
    </fieldset>
  );
}

/** Asked anew whenever a call begins or ends. */
function useLog(missed: boolean) {
  const client = useClient();
  const { at } = useStatus();
  const live = useCallViews()
    .map(({ entry }) => entry.call)
    .join(' ');
  const [calls, setCalls] = useState<readonly CallRecord[]>();
  const [next, setNext] = useState<string>();
  const [failure, setFailure] = useState<unknown>();
  const turn = useRef(0);
  const load = useCallback(
    async (page?: string) => {
      const mine = ++turn.current;
      try {
        const answer = await callingOf(client).log(page, missed);
        if (mine !== turn.current) return;
        setCalls((known = []) => (page === undefined ? answer.calls : [...known, ...answer.calls]));
        setNext(answer.next);
        setFailure(undefined);
      } catch (error) {
        if (mine === turn.current) setFailure(error);
      }
    },
    [client, missed],
  );
  // biome-ignore lint/correctness/useExhaustiveDependencies: another list of live calls is what asks again
  useEffect(() => {
    if (at === 'online') void load();
  }, [load, at, live]);
  return { calls, next, failure, load };
}

function LoggedCall({ record }: { record: CallRecord }) {
  const words = useWords(callWords);
  const language = useLanguage();
  const client = useClient();
  const me = useMe()?.id;
  const now = useMinute();
  const summary = useSummary(record.conversation);
  const place = useTitle(summary);
  const others = record.by === me ? record.people : [record.by, ...record.people.filter((one) => one !== record.by)];
  const names = useNameList(others);
  const title = record.group && place !== '' ? place : names;
  const face = record.group || others.length !== 1 ? undefined : others[0];
  const missed = record.state === 'missed';
  const video = record.mode === 'video';
  const call = () => void callAgain(client, record, others).catch((error) => showToast(failureWords(error, language)));
  return (
    <li className="row calls-list__row">
      <CallFace user={face} conversation={record.conversation} title={title} size={44} />
      <span className="row__main">
        <span className={missed ? 'calls-list__name is-missed clip' : 'calls-list__name clip'}>
          {record.conversation === undefined ? (
            title
          ) : (
            <button type="button" className="clip" onClick={() => navigate(`/c/${record.conversation}`)}>
              {title}
            </button>
          )}
        </span>
        <span className="calls-list__how quiet clip">
          <Icon name={video ? 'video' : 'phone'} size="sm" />
          {howWords(record, record.by === me, words)}
        </span>
      </span>
      <time
        className="row__time"
        dateTime={new Date(record.startedAt).toISOString()}
        title={fullTime(record.startedAt, language)}
      >
        {agoTime(record.startedAt, now, language)}
      </time>
      {(record.conversation !== undefined || others.length === 1) && (
        <IconButton icon={video ? 'video' : 'phone'} label={words.callWhom(title)} onClick={call} />
      )}
    </li>
  );
}

/** Calls those of an earlier call; one whom one met in another's call by a chat of one's own. */
async function callAgain(
  client: ReturnType<typeof useClient>,
  { conversation, mode }: CallRecord,
  others: readonly UserId[],
): Promise<void> {
  const [other] = others;
  const place = conversation ?? (other === undefined ? undefined : await client.direct(other));
  if (place !== undefined) callWish.set({ do: 'start', conversation: place, mode, camera: mode === 'video' });
}

function howWords({ mode, state, outcome, durationMs }: CallRecord, mine: boolean, words: CallTexts): string {
  if (outcome === undefined) return words.goesOn;
  if (state === 'missed') return mode === 'video' ? words.missedVideo : words.missed;
  const way = mine ? words.outgoing : words.incomingShort;
  if (durationMs !== undefined) return words.withTime(way, lasted(durationMs));
  if (outcome === 'declined') return words.withTime(way, words.declinedShort);
  if (outcome === 'cancelled' && mine) return words.withTime(way, words.cancelledShort);
  return mine ? words.withTime(way, words.noAnswer) : way;
}
