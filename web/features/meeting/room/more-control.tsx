import { useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { canShareScreen } from '../media/use-devices.ts';
import { Control } from '../parts/control.tsx';
import { roomWords } from '../words/room.ts';
import { RoomMenu, type RoomMenuItem } from './room-menu.tsx';
import type { PanelName } from './side-panel.tsx';
import type { RoomActions } from './use-room.ts';

interface MoreControlProps {
  panel: PanelName | undefined;
  onPanel: (panel: PanelName | undefined) => void;
  actions: RoomActions;
  sharing: boolean;
}

export function MoreControl({ panel, onPanel, actions, sharing }: MoreControlProps) {
  const words = useWords(roomWords);
  const full = useFullscreen();
  const items: RoomMenuItem[] = [
    { label: words.invite, icon: 'person-plus', onChoose: () => onPanel('invite') },
    { label: words.devices, icon: 'settings', onChoose: () => onPanel('devices') },
  ];
  if (canShareScreen) {
    items.push({ label: sharing ? words.stopSharing : words.share, icon: 'share', onChoose: actions.share });
  }
  if (document.fullscreenEnabled) {
    items.push({ label: full ? words.leaveFullscreen : words.fullscreen, icon: 'expand', onChoose: toggleFullscreen });
  }
  const open = panel === 'invite' || panel === 'devices';
  return <RoomMenu trigger={<Control icon="more" on={open} label={words.more} text={words.more} />} items={items} />;
}

function useFullscreen(): boolean {
  return useSyncExternalStore(
    (listener) => {
      document.addEventListener('fullscreenchange', listener);
      return () => document.removeEventListener('fullscreenchange', listener);
    },
    () => document.fullscreenElement !== null,
  );
}

function toggleFullscreen(): void {
  const change =
    document.fullscreenElement === null ? document.documentElement.requestFullscreen() : document.exitFullscreen();
  change.catch(() => undefined); // Refused by the browser: the window stays as it is.
}
