import { useEffect, useRef } from 'react';
import type { MediaSeat } from './media-seat.ts';
import { useSeatRoom } from './use-room.ts';

/** Handlers that TypeScript's library does not name yet (Media Session §5, W3C). */
type RoomAction = 'togglemicrophone' | 'togglecamera' | 'hangup';
interface RoomMediaSession extends Pick<MediaSession, 'metadata'> {
  setActionHandler(action: RoomAction, handler: (() => void) | null): void;
  setMicrophoneActive?(active: boolean): void;
  setCameraActive?(active: boolean): void;
}

/** The system's own keys and windows: headset buttons and the picture in picture of the browser. */
export function useSystemKeys(seat: MediaSeat, title: string, leave: () => void): void {
  const latest = useRef(leave);
  latest.current = leave;
  const { me } = useSeatRoom(seat);
  useEffect(() => {
    const session = mediaSession();
    if (session === undefined) return undefined;
    if (typeof MediaMetadata === 'function') session.metadata = new MediaMetadata({ title });
    const handlers: Record<RoomAction, () => void> = {
      togglemicrophone: () => seat.toggle('microphone'),
      togglecamera: () => seat.toggle('camera'),
      hangup: () => latest.current(),
    };
    for (const [action, handler] of Object.entries(handlers)) handle(session, action as RoomAction, handler);
    return () => {
      session.metadata = null;
      for (const action of Object.keys(handlers)) handle(session, action as RoomAction, null);
    };
  }, [seat, title]);
  const speaking = me?.microphone === true;
  const seen = me?.camera !== undefined;
  useEffect(() => {
    mediaSession()?.setMicrophoneActive?.(speaking);
    mediaSession()?.setCameraActive?.(seen);
  }, [speaking, seen]);
}

function mediaSession(): RoomMediaSession | undefined {
  return 'mediaSession' in navigator ? (navigator.mediaSession as unknown as RoomMediaSession) : undefined;
}

function handle(session: RoomMediaSession, action: RoomAction, handler: (() => void) | null): void {
  try {
    session.setActionHandler(action, handler);
  } catch {
    // This browser has no such key.
  }
}
