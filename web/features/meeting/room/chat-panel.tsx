import {
  type FormEvent,
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { IconButton } from '#web/ui/button.tsx';
import { GuestMark, isGuest } from '../host/guest-mark.tsx';
import { seatWords } from '../words/seat.ts';
import type { MediaSeat } from './media-seat.ts';
import { type ChatLine, MOST_CHARS } from './talk.ts';
import { useSeatRoom } from './use-room.ts';

/** What people write to everybody in the room. */
export function ChatPanel({ seat }: { seat: MediaSeat }) {
  const words = useWords(seatWords);
  const lines = useSyncExternalStore(seat.talk.subscribe, seat.talk.lines);
  const { room } = useSeatRoom(seat);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    seat.talk.setOpen(true);
    return () => seat.talk.setOpen(false);
  }, [seat]);
  const last = lines.at(-1)?.id;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another last line is what is scrolled to.
  useLayoutEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [last]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too */}
      <div className="room-chat" role="log" aria-label={words.chat} ref={list} tabIndex={0}>
        <p className="room-chat__note quiet">{words.chatNote}</p>
        {lines.map((line, index) => (
          <Line key={`${line.identity} ${line.id}`} line={line} first={lines[index - 1]?.identity !== line.identity} />
        ))}
        {lines.length === 0 && <p className="room-chat__empty">{words.chatEmpty}</p>}
      </div>
      {room.mayTalk ? <Composer seat={seat} /> : <p className="room-chat__note quiet">{words.chatForbidden}</p>}
    </>
  );
}

function Line({ line, first }: { line: ChatLine; first: boolean }) {
  const language = useLanguage();
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const names = ['room-chat__line', line.mine && 'is-mine', first && 'is-first'];
  return (
    <div className={names.filter(Boolean).join(' ')}>
      {first && !line.mine && (
        <span className="room-chat__who">
          <Avatar id={line.identity} name={line.name} size={20} />
          <span className="clip">{line.name}</span>
          {isGuest(line.identity) && <GuestMark />}
        </span>
      )}
      <p className="room-chat__bubble">
        <span className="visually-hidden">{`${line.name}: `}</span>
        {line.text}
        <time className="room-chat__time num">{time.format(line.at)}</time>
      </p>
    </div>
  );
}

function Composer({ seat }: { seat: MediaSeat }) {
  const words = useWords(seatWords);
  const [text, setText] = useState('');
  const [failed, setFailed] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    const said = text.trim();
    if (said === '') return;
    setText('');
    setFailed(false);
    try {
      if (seat.room === undefined) throw new Error('not in the room');
      await seat.room.data.say(said);
    } catch {
      setText((now) => (now === '' ? said : now));
      setFailed(true);
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <form className="room-chat__form" onSubmit={send}>
      {failed && (
        <p className="room-chat__failed" role="alert">
          {words.chatFailed}
        </p>
      )}
      <div className="room-chat__box">
        <textarea
          ref={field}
          rows={1}
          maxLength={MOST_CHARS}
          placeholder={words.chatPlace}
          aria-label={words.chatPlace}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={key}
        />
        <IconButton
          icon="send"
          label={words.chatSend}
          type="submit"
          disabled={text.trim() === ''}
          className={text.trim() === '' ? '' : 'is-ready'}
        />
      </div>
    </form>
  );
}
