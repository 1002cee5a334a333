import { Popover } from '@base-ui/react/popover';
import { useRef, useSyncExternalStore } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { GuestMark } from '../host/guest-mark.tsx';
import { Allowance } from '../model/allowance.ts';
import { REACTIONS, type Reaction } from '../model/reactions.ts';
import { Control } from '../parts/control.tsx';
import { seatWords } from '../words/seat.ts';
import type { MediaSeat } from './media-seat.ts';
import { useSeatRoom } from './use-room.ts';

/** What one may send: a little less than others let through. */
const MY_REACTIONS = { tokens: 6, perSecond: 2 };

/** A row of reactions over the bar; it stays open for another one. */
export function ReactControl({ seat }: { seat: MediaSeat }) {
  const words = useWords(seatWords);
  const { room } = useSeatRoom(seat);
  const react = useReact(seat);
  return (
    <Popover.Root>
      <Popover.Trigger
        render={
          <Control
            icon="smile"
            className="control--react"
            disabled={!room.mayTalk}
            label={words.react}
            text={words.react}
          />
        }
      />
      <Popover.Portal>
        <Popover.Positioner className="menu-place stage" side="top" sideOffset={10}>
          <Popover.Popup className="popover popover--placed reaction-bar" aria-label={words.reactions}>
            <ReactionButtons onReact={react} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}

/** Sends a reaction, unless there were many just now. */
export function useReact(seat: MediaSeat): (reaction: Reaction) => void {
  const allowance = useRef(new Allowance(MY_REACTIONS));
  return (reaction) => {
    if (allowance.current.take('', Date.now())) seat.room?.data.react(reaction);
  };
}

function ReactionButtons({ onReact }: { onReact: (reaction: Reaction) => void }) {
  return REACTIONS.map((reaction) => (
    <button
      key={reaction}
      type="button"
      className="reaction-bar__one"
      aria-label={reaction}
      onClick={() => onReact(reaction)}
    >
      {reaction}
    </button>
  ));
}

/** Reactions on their way up. Under reduced motion they stand where they rose from, and go. */
export function FlyingReactions({ seat }: { seat: MediaSeat }) {
  const flying = useSyncExternalStore(seat.talk.subscribe, seat.talk.flying);
  return (
    <div className="flying" role="log" aria-live="polite">
      {flying.map(({ id, reaction, name, guest, across }) => (
        <span key={id} className="flying__one" style={{ left: `${8 + across * 78}%` }}>
          <span className="flying__emoji">{reaction}</span>
          <span className="flying__name">
            <span className="clip">{name}</span>
            {guest && <GuestMark />}
          </span>
        </span>
      ))}
    </div>
  );
}
