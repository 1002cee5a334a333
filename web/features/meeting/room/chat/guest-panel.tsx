import {
  type FormEvent,
  type KeyboardEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from 'react';
import { LIMITS } from '#protocol/limits.ts';
import type { ChatLine } from '#protocol/meeting-chat.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { clockTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { IconButton } from '#web/ui/button.tsx';
import { GuestMark } from '../../host/guest-mark.tsx';
import { roomChatWords } from '../../words/chat.ts';
import type { GuestChat } from './guest-chat.ts';
import { Said } from './guest-said.tsx';

/** What is said in the meeting, for a guest. */
export function GuestPanel({ chat, mayTalk }: { chat: GuestChat; mayTalk: boolean }) {
  const words = useWords(roomChatWords);
  const lines = useSyncExternalStore(chat.subscribe, chat.lines);
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    chat.setOpen(true);
    return () => chat.setOpen(false);
  }, [chat]);
  const last = lines.at(-1)?.seq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another last line is what is scrolled to.
  useLayoutEffect(() => {
    if (list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [last]);
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is scrolled by keyboard too */}
      <div className="room-chat" role="log" aria-label={words.history} ref={list} tabIndex={0}>
        <p className="room-chat__note quiet">{words.guestNote}</p>
        {lines.map((line, index) => (
          <Line key={line.seq} chat={chat} line={line} first={lines[index - 1]?.by !== line.by} />
        ))}
        {lines.length === 0 && <p className="room-chat__empty">{words.empty}</p>}
      </div>
      {mayTalk ? <Composer chat={chat} /> : <p className="room-chat__note quiet">{words.forbidden}</p>}
    </>
  );
}

function Line({ chat, line, first }: { chat: GuestChat; line: ChatLine; first: boolean }) {
  const words = useWords(roomChatWords);
  const names = ['room-chat__line', line.mine && 'is-mine', first && 'is-first'];
  return (
    <div className={names.filter(Boolean).join(' ')}>
      {first && !line.mine && (
        <span className="room-chat__who">
          <Avatar id={line.by} name={line.name} size={20} />
          <span className="clip">{line.name}</span>
          {line.guest && <GuestMark />}
        </span>
      )}
      <div className={line.recalled ? 'room-chat__bubble is-recalled' : 'room-chat__bubble'}>
        <span className="visually-hidden">{`${line.name}: `}</span>
        {line.recalled ? words.recalled : <Said chat={chat} line={line} />}
        <time className="room-chat__time num">
          {line.edited && !line.recalled && `${words.edited} `}
          {clockTime(line.at)}
        </time>
      </div>
      {line.reactions && (
        <span className="room-chat__reactions num">
          {line.reactions.map(({ emoji, count }) => (
            <span key={emoji}>{`${emoji} ${count}`}</span>
          ))}
        </span>
      )}
    </div>
  );
}

function Composer({ chat }: { chat: GuestChat }) {
  const words = useWords(roomChatWords);
  const language = useLanguage();
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<unknown>();
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus({ preventScroll: true }), []);
  const send = async (event?: FormEvent) => {
    event?.preventDefault();
    const said = text.trim();
    if (said === '') return;
    setText('');
    setFailure(undefined);
    try {
      await chat.say(said);
    } catch (error) {
      setText((now) => (now === '' ? said : now));
      setFailure(error);
    }
  };
  const key = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <form className="room-chat__form" onSubmit={send}>
      {failure !== undefined && (
        <p className="room-chat__failed" role="alert">
          {failureWords(failure, language)}
        </p>
      )}
      <div className="room-chat__box">
        <textarea
          ref={field}
          rows={1}
          maxLength={LIMITS.guestTextChars}
          placeholder={words.place}
          aria-label={words.place}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={key}
        />
        <IconButton
          icon="send"
          label={words.send}
          type="submit"
          disabled={text.trim() === ''}
          className={text.trim() === '' ? '' : 'is-ready'}
        />
      </div>
    </form>
  );
}
