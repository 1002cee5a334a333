import { useEffect, useMemo, useState } from 'react';
import { FAILURES } from '#protocol/failures.ts';
import type { MeetingDesk, MeetingSettings } from '#protocol/meeting-rules.ts';
import type { MutedSource } from '#protocol/meetings.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { Meeting } from '../model/meeting.ts';
import type { Person } from '../model/room-state.ts';
import { refusalOf } from '../refusal.ts';
import type { MeetingSession } from '../session.ts';

/** What hosts and co-hosts do. Each resolves with whether it was done; what fails is told. */
export interface Hosting {
  /** Absent until it has come. */
  desk: MeetingDesk | undefined;
  /** Makes co-hosts, hands over. */
  whole: boolean;
  /** Without an identity: everybody who waits. */
  admit: (identity?: string) => Promise<boolean>;
  refuse: (identity: string) => Promise<boolean>;
  set: (settings: MeetingSettings) => Promise<boolean>;
  mute: (source: MutedSource, identity?: string) => Promise<boolean>;
  ask: (identity: string) => Promise<boolean>;
  rename: (identity: string, name: string) => Promise<boolean>;
  cohost: (identity: string, cohost: boolean) => Promise<boolean>;
  handOver: (identity: string) => Promise<boolean>;
  remove: (identity: string) => Promise<boolean>;
  readmit: (identity: string) => Promise<boolean>;
}

const AGAIN_MS = 2000;

/** Undefined for who is neither host nor co-host now. */
export function useHosting(
  session: MeetingSession,
  { answer }: Extract<Meeting, { at: 'inside' }>,
  me: Person | undefined,
): Hosting | undefined {
  const { number } = answer.meeting;
  const power = me?.host ? 'host' : me?.cohost ? 'cohost' : undefined;
  const [desk, setDesk] = useDesk(session, number, power);
  const language = useLanguage();
  return useMemo(() => {
    if (power === undefined) return undefined;
    const { calls } = session;
    const tried = async (work: Promise<MeetingDesk | undefined>): Promise<boolean> => {
      try {
        const next = await work;
        if (next !== undefined) setDesk(next);
        return true;
      } catch (error) {
        showToast(failureWords(error, language));
        return false;
      }
    };
    const done = (work: Promise<unknown>) => tried(work.then(() => undefined));
    return {
      desk,
      whole: power === 'host',
      admit: (identity) => tried(calls.admit(number, identity)),
      refuse: (identity) => tried(calls.refuse(number, identity)),
      set: (settings) => tried(calls.settings(number, settings)),
      mute: (source, identity) => done(calls.mute(number, source, identity)),
      ask: (identity) => done(calls.ask(number, identity)),
      rename: (identity, name) => done(calls.rename(number, name, { identity })),
      cohost: (identity, cohost) => tried(calls.cohost(number, identity, cohost)),
      handOver: (identity) => tried(calls.handOver(number, identity)),
      remove: (identity) => done(calls.remove(number, identity)),
      readmit: (identity) => done(calls.readmit(number, identity)),
    };
  }, [session, number, power, desk, setDesk, language]);
}

/** What the hosts have before them, followed while one is host. An older answer never takes a newer one's place. */
function useDesk(session: MeetingSession, number: string, power: string | undefined) {
  const [desk, setDesk] = useState<MeetingDesk>();
  const keep = useMemo(
    () => (next: MeetingDesk) =>
      setDesk((known) => (known !== undefined && known.revision > next.revision ? known : next)),
    [],
  );
  useEffect(() => {
    if (power === undefined) return undefined;
    let live = true;
    const follow = async () => {
      let after: number | undefined;
      while (live) {
        try {
          const next = await session.calls.desk(number, after);
          after = next.revision;
          if (live) keep(next);
        } catch (error) {
          // Who is no host any more is told so by the room.
          if (FAILURES[refusalOf(error).refusal.code].retry === 'never') return;
          await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
        }
      }
    };
    void follow();
    return () => {
      live = false;
      setDesk(undefined);
    };
  }, [session, number, power, keep]);
  return [desk, keep] as const;
}
