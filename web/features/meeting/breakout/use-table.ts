import { useSyncExternalStore } from 'react';
import type { BreakoutDeed, BreakoutView } from '#protocol/breakout.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { MeetingSession } from '../session.ts';
import { type BreakoutTable, tableOf } from './table.ts';

/** What one does about breakout rooms. Each resolves with whether it was done; what fails is told. */
export interface Breakouts {
  table: BreakoutTable;
  view: BreakoutView | undefined;
  act: (deed: BreakoutDeed) => Promise<boolean>;
  go: (to?: string) => Promise<boolean>;
  help: (up: boolean) => Promise<boolean>;
}

export function useBreakouts(session: MeetingSession): Breakouts {
  const table = tableOf(session);
  const view = useSyncExternalStore(table.subscribe, table.view);
  const language = useLanguage();
  const tried = (work: Promise<void>): Promise<boolean> =>
    work.then(
      () => true,
      (error: unknown) => {
        showToast(failureWords(error, language));
        return false;
      },
    );
  return {
    table,
    view,
    act: (deed) => tried(table.act(deed)),
    go: (to) => tried(table.go(to)),
    help: (up) => tried(table.help(up)),
  };
}
