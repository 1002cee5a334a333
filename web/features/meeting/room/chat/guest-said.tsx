import { useEffect, useState } from 'react';
import type { ChatLine } from '#protocol/meeting-chat.ts';
import { failureWords } from '#web/app/failure.ts';
import { sizeWords } from '#web/features/chat/attachments/sizes.ts';
import { AnswerRow } from '#web/features/chat/polls/answer-row.tsx';
import { answersOf, choiceAfter } from '#web/features/chat/polls/poll-model.ts';
import { pollWords } from '#web/features/chat/polls/words.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { roomChatWords } from '../../words/chat.ts';
import type { GuestChat } from './guest-chat.ts';

interface SaidProps {
  chat: GuestChat;
  line: ChatLine;
}

/** What somebody said, for a guest: they fetch files and vote. */
export function Said({ chat, line }: SaidProps) {
  const words = useWords(roomChatWords);
  const { quote, what, files, poll, text } = line;
  return (
    <>
      {quote && (
        <span className="room-chat__quote">
          <b>{quote.name}</b>
          <span className="clip">{quote.text}</span>
        </span>
      )}
      {files && <Files chat={chat} seq={line.seq} files={files} />}
      {poll && <Poll chat={chat} seq={line.seq} poll={poll} />}
      {what !== undefined && !files && !poll && <i>{words.forMembers}</i>}
      {text}
    </>
  );
}

interface FilesProps {
  chat: GuestChat;
  seq: number;
  files: NonNullable<ChatLine['files']>;
}

function Files({ chat, seq, files }: FilesProps) {
  const words = useWords(roomChatWords);
  const { failure, doing } = useDoing();
  const save = async (id: string, name: string) => {
    const link = document.createElement('a');
    link.href = await chat.linkTo(seq, id);
    link.download = name;
    link.click();
  };
  return (
    <>
      {files.map(({ id, name, size }) => (
        <button key={id} type="button" className="room-chat__file" onClick={() => doing(save(id, name))}>
          <Icon name="file" size="sm" />
          <span className="visually-hidden">{words.fetchFile}</span>
          <span className="clip">{name}</span>
          <span className="room-chat__aside num">{sizeWords(size)}</span>
          <Icon name="download" size="sm" />
        </button>
      ))}
      <Failed failure={failure} />
    </>
  );
}

interface PollProps {
  chat: GuestChat;
  seq: number;
  poll: NonNullable<ChatLine['poll']>;
}

function Poll({ chat, seq, poll }: PollProps) {
  const words = useWords(pollWords);
  const language = useLanguage();
  const { failure, doing } = useDoing();
  const over = useIsPast(poll.closesAt);
  const closed = poll.closed === true || over;
  const { tally, mine = [], closesAt } = poll;
  const kinds = [poll.multiple ? words.kindMany : words.kindOne, poll.anonymous && words.kindAnonymous];
  return (
    <section className="poll" aria-label={`${words.poll}: ${poll.question}`}>
      <b className="poll__question">{poll.question}</b>
      <span className="poll__kind">{closed ? words.closed : kinds.filter(Boolean).join(' · ')}</span>
      <div className="poll__answers">
        {answersOf({ poll: { ...tally, mine } }, poll).map((answer, option) => (
          <AnswerRow
            key={answer.text}
            answer={answer}
            many={poll.multiple === true}
            disabled={closed}
            onPress={() => doing(chat.vote(seq, choiceAfter(poll, mine, option)))}
          />
        ))}
      </div>
      <span className="poll__foot">
        <span>{words.voters(tally.voters)}</span>
        {closesAt !== undefined && !closed && <span>{words.closesAt(fullTime(closesAt, language))}</span>}
      </span>
      <Failed failure={failure} />
    </section>
  );
}

/** What one does, and why it was not done the last time. */
function useDoing() {
  const [failure, setFailure] = useState<unknown>();
  const doing = (work: Promise<void>) => {
    setFailure(undefined);
    work.catch(setFailure);
  };
  return { failure, doing };
}

function Failed({ failure }: { failure: unknown }) {
  const language = useLanguage();
  if (failure === undefined) return null;
  return (
    <small className="room-chat__aside" role="alert">
      {failureWords(failure, language)}
    </small>
  );
}

/** Longer waits than the timer takes are looked at again. */
const MOST_MS = 86_400_000;

/** Whether the time has come, also when it does while it is on the screen. */
function useIsPast(at: number | undefined): boolean {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const waitMs = at === undefined ? -1 : at - Date.now();
    if (waitMs < 0) return undefined;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(waitMs + 20, MOST_MS));
    return () => clearTimeout(timer);
  });
  return at !== undefined && now >= at;
}
