import { useSyncExternalStore } from 'react';
import type { BoardKind } from '#protocol/boards.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useWords } from '#web/i18n/words.ts';
import { boardWords } from '../boards/words.ts';
import { breakoutWords } from '../breakout/words.ts';
import { canShareScreen } from '../media/use-devices.ts';
import { isReaction, REACTIONS } from '../model/reactions.ts';
import { Control } from '../parts/control.tsx';
import type { MeetingSession } from '../session.ts';
import { roomWords } from '../words/room.ts';
import { seatWords } from '../words/seat.ts';
import type { PanelName } from './panels.ts';
import { useReact } from './reactions.tsx';
import { RoomMenu, type RoomMenuItem } from './room-menu.tsx';

/** Where the bar has no room for everything. */
const SMALL = `${PHONE}, (max-height: 480px)`;

interface MoreControlProps {
  session: MeetingSession;
  panel: PanelName | undefined;
  onPanel: (panel: PanelName | undefined) => void;
  count: number;
  sharing: boolean;
  handUp: boolean;
  onHand: () => void;
  onShortcuts: () => void;
  onBoard: (kind: BoardKind) => void;
  onSmallWindow: (() => void) | undefined;
}

export function MoreControl(props: MoreControlProps) {
  const { session, panel } = props;
  const words = useWords(roomWords);
  const small = useMediaQuery(SMALL);
  const react = useReact(session.seat);
  const items = useMoreItems(props, small);
  const choose = (sign: string) => isReaction(sign) && react(sign);
  const quick = { label: useWords(seatWords).reactions, signs: REACTIONS, onChoose: choose };
  const open = panel !== undefined && panel !== 'chat' && (small || panel !== 'people');
  return (
    <RoomMenu
      trigger={<Control icon="more" on={open} label={words.more} text={words.more} />}
      items={items}
      {...(small && session.seat.state().mayTalk && { quick })}
    />
  );
}

function useMoreItems(props: MoreControlProps, small: boolean): RoomMenuItem[] {
  const { session, onPanel, count, sharing, handUp, onHand, onShortcuts, onSmallWindow } = props;
  const words = useWords(roomWords);
  const seat = useWords(seatWords);
  const boards = useWords(boardWords);
  const breakout = useWords(breakoutWords);
  const full = useFullscreen();
  const items: RoomMenuItem[] = [];
  const offer = (label: string, icon: RoomMenuItem['icon'], onChoose: () => void) =>
    items.push({ label, icon, onChoose });
  if (small) {
    offer(handUp ? seat.lower : seat.raise, 'hand', onHand);
    offer(`${words.people} ${count}`, 'people', () => onPanel('people'));
    if (canShareScreen) offer(sharing ? words.stopSharing : words.share, 'share', () => session.seat.share());
  }
  const { me } = session.seat;
  if (me?.host || me?.cohost) offer(breakout.title, 'grid', () => onPanel('breakout'));
  offer(boards.whiteboard, 'image', () => props.onBoard('whiteboard'));
  offer(boards.notes, 'text', () => props.onBoard('notes'));
  offer(words.invite, 'person-plus', () => onPanel('invite'));
  offer(words.devices, 'settings', () => onPanel('devices'));
  offer(seat.view, 'eye', () => onPanel('view'));
  offer(seat.network, 'signal', () => onPanel('network'));
  if (onSmallWindow !== undefined) offer(seat.pip, 'focus', onSmallWindow);
  if (!small) offer(seat.shortcuts, 'text', onShortcuts);
  if (document.fullscreenEnabled) offer(full ? words.leaveFullscreen : words.fullscreen, 'expand', toggleFullscreen);
  return items;
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
