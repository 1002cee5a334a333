import { useState } from 'react';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { Meeting } from '../model/meeting.ts';
import type { Person } from '../model/room-state.ts';
import { RoomMenu, type RoomMenuItem } from '../room/room-menu.tsx';
import type { MeetingSession } from '../session.ts';
import { hostWords } from '../words/host.ts';
import { RenameSheet } from './rename-sheet.tsx';

interface OwnToolsProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
  person: Person;
  /** First in the menu. */
  more: readonly RoomMenuItem[];
}

/** What one does about oneself: one's name in the meeting is changed where the hosts allow it. */
export function OwnTools({ session, meeting, person, more }: OwnToolsProps) {
  const words = useWords(hostWords);
  const language = useLanguage();
  const [open, setOpen] = useState(false);
  const { mayRename } = session.seat.state();
  const items = [...more];
  if (mayRename || person.host || person.cohost) {
    items.push({ label: words.renameOwn, icon: 'compose', onChoose: () => setOpen(true) });
  }
  const [only] = items;
  if (only === undefined) return null;
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
      {items.length === 1 ? (
        <IconButton size="sm" icon={only.icon} label={only.label} onClick={only.onChoose} />
      ) : (
        <RoomMenu trigger={<IconButton size="sm" icon="more" label={words.ownTools} />} items={items} />
      )}
      <RenameSheet open={open} name={person.name} onClose={() => setOpen(false)} onRename={rename} />
    </>
  );
}
