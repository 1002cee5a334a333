import { useEffect, useState } from 'react';
import { isPollClosed, pollOf } from '#kernel/poll-fold.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { PollContent } from '#protocol/polls.ts';
import { useClient } from '#web/app/client.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { keepingShown } from '../stars/showing.ts';
import { AnswerRow } from './answer-row.tsx';
import { answersOf, choiceAfter } from './poll-model.ts';
import './polls.css';
import { pollWords } from './words.ts';

/** A poll in its bubble: the question, the answers with their shares, and what is one's own. */
export function PollCard({ line, sent }: { line: MessageLine; sent: boolean }) {
  const poll = pollOf(line);
  return poll === undefined ? null : <Card line={line} poll={poll} sent={sent} />;
}

function Card({ line, poll, sent }: { line: MessageLine; poll: PollContent; sent: boolean }) {
  const client = useClient();
  const words = useWords(pollWords);
  const closed = useClosed(line, poll);
  const mine = line.poll?.mine ?? [];
  function choose(option: number) {
    const options = choiceAfter(poll, mine, option);
    client.change(line.conversation, { type: 'voted', target: line.seq, options });
  }
  const kinds = [poll.multiple ? words.kindMany : words.kindOne, poll.anonymous && words.kindAnonymous];
  return (
    <section className="poll" aria-label={`${words.poll}: ${poll.question}`}>
      <b className="poll__question">{poll.question}</b>
      <span className="poll__kind">{closed ? words.closed : kinds.filter(Boolean).join(' · ')}</span>
      <div className="poll__answers">
        {answersOf(line, poll).map((answer, option) => (
          <AnswerRow
            key={answer.text}
            answer={answer}
            many={poll.multiple === true}
            disabled={closed || !sent}
            onPress={() => choose(option)}
          />
        ))}
      </div>
      <Foot line={line} poll={poll} closed={closed} sent={sent} />
    </section>
  );
}

interface FootProps {
  line: MessageLine;
  poll: PollContent;
  closed: boolean;
  sent: boolean;
}

function Foot({ line, poll, closed, sent }: FootProps) {
  const words = useWords(pollWords);
  const language = useLanguage();
  const voters = line.poll?.voters ?? 0;
  const told = words.voters(voters);
  return (
    <span className="poll__foot">
      {voters > 0 && !poll.anonymous && sent ? (
        <button type="button" className="text-link" onClick={() => keepingShown.set({ is: 'voters', line })}>
          {told}
        </button>
      ) : (
        <span>{told}</span>
      )}
      {poll.closesAt !== undefined && !closed && <span>{words.closesAt(fullTime(poll.closesAt, language))}</span>}
    </span>
  );
}

/** Longer waits than the timer takes are looked at again. */
const MOST_MS = 86_400_000;

/** Whether it is over, also when that happens while it is on the screen. */
function useClosed(line: MessageLine, poll: PollContent): boolean {
  const [now, setNow] = useState(() => Date.now());
  const { closesAt } = poll;
  useEffect(() => {
    const waitMs = closesAt === undefined ? -1 : closesAt - Date.now();
    if (waitMs < 0) return;
    const timer = setTimeout(() => setNow(Date.now()), Math.min(waitMs + 20, MOST_MS));
    return () => clearTimeout(timer);
  });
  return isPollClosed(line, now);
}
