import { useCallback, useEffect, useState } from 'react';
import type { MutedSource, RemovedPerson } from '#protocol/meetings.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { Meeting } from '../model/meeting.ts';
import type { MeetingSession } from '../session.ts';

export interface Hosting {
  locked: boolean;
  removed: readonly RemovedPerson[];
  mute: (source: MutedSource, identity?: string) => Promise<boolean>;
  remove: (identity: string) => Promise<boolean>;
  readmit: (identity: string) => Promise<boolean>;
  lock: (locked: boolean) => Promise<boolean>;
}

/** What the host of the meeting does to others; undefined for everybody else. What fails is told. */
export function useHosting(
  session: MeetingSession,
  { answer }: Extract<Meeting, { at: 'inside' }>,
): Hosting | undefined {
  const { calls } = session;
  const { number, locked: lockedAtFirst } = answer.meeting;
  const { host } = answer;
  const language = useLanguage();
  const [removed, setRemoved] = useState<readonly RemovedPerson[]>([]);
  const [locked, setLocked] = useState(lockedAtFirst === true);
  const tried = useCallback(
    async (work: () => Promise<void>): Promise<boolean> => {
      try {
        await work();
        return true;
      } catch (error) {
        showToast(failureWords(error, language));
        return false;
      }
    },
    [language],
  );
  useEffect(() => {
    if (host) void calls.removed(number).then(setRemoved, () => undefined); // Shown with the next removal.
  }, [calls, number, host]);
  if (!host) return undefined;
  return {
    locked,
    removed,
    mute: (source, identity) => tried(() => calls.mute(number, source, identity)),
    remove: (identity) => tried(async () => setRemoved(await calls.remove(number, identity))),
    readmit: (identity) => tried(async () => setRemoved(await calls.readmit(number, identity))),
    lock: (next) =>
      tried(async () => {
        await calls.lock(number, next);
        setLocked(next);
      }),
  };
}
