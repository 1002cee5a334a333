import './planning.css';
import { useCallback, useEffect, useState } from 'react';
import { meetingCalls } from '#client/meetings.ts';
import type { Person } from '#protocol/common.ts';
import type { PastMeeting } from '#protocol/planning.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useMe } from '#web/app/client.tsx';
import { useNames } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { clockTime, dayName } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, ButtonLink } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { KeptButtons } from '../boards/kept-buttons.tsx';
import { AttendanceButton } from '../host/attendance-button.tsx';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import { nicknames } from './use-plan.ts';
import { lengthWords } from './when.ts';
import { planWords } from './words.ts';

interface Known {
  meetings: readonly PastMeeting[];
  people: readonly Person[];
  next: number | undefined;
}

/** Meetings that one was in, newest first. Nothing while there are none. */
export function PastMeetings() {
  const client = useClient();
  const words = useWords(planWords);
  const { run, ...action } = useAction();
  const [known, setKnown] = useState<Known>({ meetings: [], people: [], next: undefined });
  const more = useCallback(
    (before?: number) =>
      void run(async () => {
        const page = await client.call('meeting.history', before === undefined ? {} : { before });
        setKnown((was) => ({
          meetings: [...(before === undefined ? [] : was.meetings), ...page.meetings],
          people: [...was.people, ...page.people],
          next: page.next,
        }));
      }),
    [client, run],
  );
  useEffect(() => more(), [more]);
  if (known.meetings.length === 0) return null;
  const names = nicknames(known.people);
  return (
    <section className="card" aria-labelledby="past-meetings">
      <header className="card__head">
        <h2 id="past-meetings">{words.past}</h2>
      </header>
      <ul className="meetings__list">
        {known.meetings.map((one) => (
          <Row key={`${one.number} ${one.startedAt}`} one={one} names={names} />
        ))}
      </ul>
      <ActionFailure action={{ run, ...action }} />
      {known.next !== undefined && (
        <div className="plan-more">
          <Button busy={action.busy} onClick={() => more(known.next)}>
            {words.more}
          </Button>
        </div>
      )}
    </section>
  );
}

function Row({ one, names }: { one: PastMeeting; names: ReadonlyMap<string, string> }) {
  const words = useWords(planWords);
  const language = useLanguage();
  const client = useClient();
  const me = useMe()?.id;
  const [open, setOpen] = useState(false);
  const host = { id: one.host, nickname: names.get(one.host) ?? words.somebody };
  const title = useMeetingTitle({ title: one.title, host, number: one.number });
  const minutes = Math.max(1, Math.round(((one.endedAt ?? one.startedAt) - one.startedAt) / 60_000));
  const length = one.endedAt === undefined ? words.still : words.lasted(lengthWords(minutes, words));
  const day = dayName(one.startedAt, Date.now(), language);
  return (
    <li>
      <div className="plan-row">
        <button type="button" className="plan-row__open" aria-expanded={open} onClick={() => setOpen(!open)}>
          <span className="plan-row__main">
            <span className="plan-row__title clip">{title}</span>
            <span className="plan-row__sub clip">
              {day} {clockTime(one.startedAt)} · {length} · {words.people(one.visitorCount)}
            </span>
          </span>
          <Icon name={open ? 'up' : 'down'} size="sm" className="quiet" />
        </button>
        {one.conversation !== undefined && (
          <ButtonLink size="sm" kind="quiet" icon="chat" to={`/c/${one.conversation}`}>
            {words.openChat}
          </ButtonLink>
        )}
      </div>
      {open && <Visitors visitors={one.visitors} />}
      {open && one.boards && <KeptButtons boards={one.boards} title={title} />}
      {open && one.host === me && (
        <div className="plan-more">
          <AttendanceButton calls={meetingCalls(client)} meeting={one} />
        </div>
      )}
    </li>
  );
}

function Visitors({ visitors }: { visitors: PastMeeting['visitors'] }) {
  const words = useWords(planWords);
  const me = useMe()?.id;
  const nameOf = useNames(visitors.flatMap(({ user }) => user ?? []));
  return (
    <ul className="plan-people__list plan-visitors" aria-label={words.whoWas}>
      {visitors.map(({ user, name, cameAt, seenAt }) => {
        const known = (user && nameOf(user)) ?? name;
        const shown = user !== undefined && user === me ? words.you : known;
        return (
          <li key={user ?? `${name} ${cameAt}`} className="plan-person">
            <Face id={user ?? name} name={known} size={32} />
            <span className="plan-person__name clip">{shown}</span>
            {user === undefined && <span className="chip">{words.guest}</span>}
            <span className="quiet num">
              {clockTime(cameAt)} – {clockTime(seenAt)}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
