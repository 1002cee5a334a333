import { useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Confirm } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import type { Person } from '../model/room-state.ts';
import { RoomMenu, type RoomMenuItem } from '../room/room-menu.tsx';
import { hostWords } from '../words/host.ts';
import { RenameSheet } from './rename-sheet.tsx';
import type { Hosting } from './use-hosting.ts';

interface PersonToolsProps {
  person: Person;
  hosting: Hosting;
  /** First in the menu. */
  more?: readonly RoomMenuItem[];
}

type Open = 'remove' | 'hand-over' | 'rename';

/** What hosts may do with one person. */
export function PersonTools({ person, hosting, more = [] }: PersonToolsProps) {
  const words = useWords(hostWords);
  const [open, setOpen] = useState<Open>();
  const { identity, name } = person;
  const close = () => setOpen(undefined);
  const items = [...more, ...useItems(person, hosting, setOpen)];
  return (
    <>
      <RoomMenu trigger={<IconButton size="sm" icon="more" label={words.tools(name)} />} items={items} />
      <Confirm
        open={open === 'remove'}
        onClose={close}
        onConfirm={() => {
          close();
          void hosting.remove(identity);
        }}
        title={words.removeTitle(name)}
        confirm={words.removeConfirm}
        danger
      >
        {person.guest ? words.removeGuestText : words.removeText}
      </Confirm>
      <Confirm
        open={open === 'hand-over'}
        onClose={close}
        onConfirm={() => {
          close();
          void hosting.handOver(identity);
        }}
        title={words.handOverTitle(name)}
        confirm={words.handOverConfirm}
      >
        {words.handOverText}
      </Confirm>
      <RenameSheet
        open={open === 'rename'}
        name={name}
        onClose={close}
        onRename={(next) => hosting.rename(identity, next)}
      />
    </>
  );
}

function useItems(person: Person, hosting: Hosting, onOpen: (open: Open) => void): RoomMenuItem[] {
  const words = useWords(hostWords);
  const { identity, name, guest, cohost } = person;
  const items: RoomMenuItem[] = [];
  const offer = (label: string, icon: RoomMenuItem['icon'], onChoose: () => void) =>
    items.push({ label, icon, onChoose });
  if (person.microphone) offer(words.mute, 'mic-off', () => void hosting.mute('microphone', identity));
  else {
    const ask = async () => {
      if (await hosting.ask(identity)) showToast(words.asked(name));
    };
    offer(words.ask, 'mic', () => void ask());
  }
  if (person.camera !== undefined) offer(words.stopCamera, 'video-off', () => void hosting.mute('camera', identity));
  if (person.screen !== undefined) offer(words.stopScreen, 'share', () => void hosting.mute('screen', identity));
  if (hosting.whole && !guest) {
    offer(cohost ? words.takeCohost : words.makeCohost, 'star', () => void hosting.cohost(identity, !cohost));
    offer(words.handOver, 'shield', () => onOpen('hand-over'));
  }
  if (person.host) return items;
  offer(words.rename, 'compose', () => onOpen('rename'));
  if (hosting.whole || !cohost) {
    items.push({ label: words.remove, icon: 'logout', danger: true, onChoose: () => onOpen('remove') });
  }
  return items;
}
