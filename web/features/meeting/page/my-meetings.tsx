import { useCallback, useEffect, useState } from 'react';
import type { MeetingCalls } from '#client/meetings.ts';
import type { Meeting } from '#protocol/meetings.ts';
import { useMe } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { listTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { groupNumber, meetingLink } from '../model/number.ts';
import { copyAndSay } from '../parts/copy-and-say.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import { pageWords } from '../words/page.ts';

type Loaded = { at: 'loading' } | { at: 'here'; meetings: readonly Meeting[] } | { at: 'failed'; error: unknown };

/** The meetings that one has started and that are not over, newest first. Nothing while there are none. */
export function MyMeetings({ calls }: { calls: MeetingCalls }) {
  const words = useWords(pageWords);
  const language = useLanguage();
  const [loaded, setLoaded] = useState<Loaded>({ at: 'loading' });
  const load = useCallback(() => {
    calls.mine().then(
      (all) => setLoaded({ at: 'here', meetings: all.filter(({ endedAt }) => endedAt === undefined) }),
      (error: unknown) => setLoaded({ at: 'failed', error }),
    );
  }, [calls]);
  useEffect(load, [load]);
  if (loaded.at === 'loading' || (loaded.at === 'here' && loaded.meetings.length === 0)) return null;
  return (
    <section className="card" aria-labelledby="my-meetings">
      <header className="card__head">
        <h2 id="my-meetings">{words.mine}</h2>
      </header>
      <div className="meetings__list">
        {loaded.at === 'failed' && (
          <Empty art="fallen" alert title={words.loadFailed} actions={<Button onClick={load}>{words.tryAgain}</Button>}>
            {failureWords(loaded.error, language)}
          </Empty>
        )}
        {loaded.at === 'here' && (
          <ul>
            {loaded.meetings.map((meeting) => (
              <MeetingRow key={meeting.number} meeting={meeting} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
}

function MeetingRow({ meeting }: { meeting: Meeting }) {
  const words = useWords(pageWords);
  const language = useLanguage();
  const me = useMe();
  const { number, host, createdAt } = meeting;
  const title = useMeetingTitle(meeting);
  const hosted = host.id === me?.id ? words.hostYou : words.hostOther(host.nickname);
  return (
    <li className="row meetings__row">
      <Avatar id={number} name={title} room />
      <span className="row__main">
        <span className="row__line">
          <span className="row__title clip">{title}</span>
        </span>
        <span className="row__preview clip num">
          {groupNumber(number)} · {hosted} · {listTime(createdAt, Date.now(), language)}
        </span>
      </span>
      <span className="row__marks">
        <Button
          size="sm"
          kind="quiet"
          icon="copy"
          className="meetings__copy"
          onClick={() => void copyAndSay(meetingLink(location.origin, number), words.copied, words.copyFailed)}
        >
          {words.copyLink}
        </Button>
        <ButtonLink size="sm" to={`/m/${number}`}>
          {words.enter}
        </ButtonLink>
      </span>
    </li>
  );
}
