import { useState } from 'react';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { Meeting } from '../model/meeting.ts';
import type { Person } from '../model/room-state.ts';
import type { MeetingSession } from '../session.ts';
import { hostWords } from '../words/host.ts';
import { RenameSheet } from './rename-sheet.tsx';

interface OwnNameProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
  person: Person;
}

/** One's own name in the meeting, changed where the hosts allow it. */
export function OwnName({ session, meeting, person }: OwnNameProps) {
  const words = useWords(hostWords);
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const { mayRename } = session.seat.state();
  if (!mayRename && !person.host && !person.cohost) return null;
  const { ticket, meeting: about } = meeting.answer;
  const rename = async (name: string): Promise<boolean> => {
    try {
      await session.calls.rename(about.number, name, ticket === undefined ? {} : { ticket });
      return true;
    } catch (error) {
      showToast(failureWords(error, language));
      return false;
    }
  };
  return (
    <>
      <IconButton size="sm" icon="compose" label={words.renameOwn} onClick={() => setOpen(true)} />
      <RenameSheet open={open} name={person.name} onClose={() => setOpen(false)} onRename={rename} />
    </>
  );
}
