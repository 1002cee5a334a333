import { useCallback, useEffect, useState } from 'react';
import { createPortal } from 'react-dom';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { mainTile } from '../model/people.ts';
import { roomWords } from '../words/room.ts';
import type { MediaSeat } from './media-seat.ts';
import { Tile } from './tile.tsx';
import { useSeatRoom } from './use-room.ts';

/** Document Picture-in-Picture (WICG), which TypeScript's library does not name yet. */
interface DocumentPictureInPicture {
  requestWindow(size: { width: number; height: number }): Promise<Window>;
}

const SIZE = { width: 400, height: 280 };
/** What the bar under the picture takes, in pixels. */
const BAR = 52;

interface SmallWindowState {
  window: Window | undefined;
  /** Undefined: this browser has no small windows. */
  open: (() => void) | undefined;
}

/** A window over all others with the meeting in it, where the browser has that; else the picture of who speaks. */
export function useSmallWindow(refused: () => void): SmallWindowState {
  const [place, setPlace] = useState<Window>();
  useEffect(() => () => place?.close(), [place]);
  const open = useCallback(async () => {
    const { documentPictureInPicture } = globalThis as { documentPictureInPicture?: DocumentPictureInPicture };
    try {
      if (documentPictureInPicture === undefined) {
        await document.querySelector<HTMLVideoElement>('.tiles video')?.requestPictureInPicture();
        return;
      }
      const opened = await documentPictureInPicture.requestWindow(SIZE);
      copyLooks(opened.document);
      opened.addEventListener('pagehide', () => setPlace(undefined), { once: true });
      setPlace(opened);
    } catch {
      refused();
    }
  }, [refused]);
  return { window: place, open: canOpen() ? () => void open() : undefined };
}

function canOpen(): boolean {
  return 'documentPictureInPicture' in globalThis || document.pictureInPictureEnabled === true;
}

/** The small window looks as the page does. */
function copyLooks(into: Document): void {
  for (const { href } of document.querySelectorAll<HTMLLinkElement>('link[rel=stylesheet]')) {
    into.head.append(Object.assign(into.createElement('link'), { rel: 'stylesheet', href }));
  }
  into.documentElement.lang = document.documentElement.lang;
  const icons = document.getElementById('icons');
  if (icons !== null) into.body.append(icons.cloneNode(true));
  into.body.className = 'stage small-window';
}

interface SmallWindowProps {
  place: Window;
  seat: MediaSeat;
  onLeave: () => void;
}

/** Who speaks, and the three things one does without looking for the page. */
export function SmallWindow({ place, seat, onLeave }: SmallWindowProps) {
  const words = useWords(roomWords);
  const { room, me } = useSeatRoom(seat);
  const box = useInnerSize(place);
  const main = mainTile(room.people, undefined, room.spokeAt);
  const person = room.people.find(({ identity }) => identity === main?.identity);
  const speaking = me?.microphone === true;
  const seen = me?.camera !== undefined;
  const rect = { left: 0, top: 0, width: box.width, height: Math.max(0, box.height - BAR) };
  return createPortal(
    <>
      <div className="small-window__picture">
        {main && person && (
          <Tile seat={seat} tile={main} person={person} rect={rect} pinned={false} onPin={() => globalThis.focus()} />
        )}
      </div>
      <div className="small-window__bar">
        <IconButton
          icon={speaking ? 'mic' : 'mic-off'}
          label={speaking ? words.mute : words.unmute}
          onClick={() => seat.toggle('microphone')}
        />
        <IconButton
          icon={seen ? 'video' : 'video-off'}
          label={seen ? words.cameraOff : words.cameraOn}
          onClick={() => seat.toggle('camera')}
        />
        <IconButton icon="phone-down" className="floating-room__leave" label={words.leaveMeeting} onClick={onLeave} />
      </div>
    </>,
    place.document.body,
  );
}

function useInnerSize(place: Window): { width: number; height: number } {
  const [size, setSize] = useState({ width: place.innerWidth, height: place.innerHeight });
  useEffect(() => {
    const read = () => setSize({ width: place.innerWidth, height: place.innerHeight });
    read();
    place.addEventListener('resize', read);
    return () => place.removeEventListener('resize', read);
  }, [place]);
  return size;
}
