import { useEffect, useState } from 'react';
import { pollOf } from '#kernel/poll-fold.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import type { ResultOf } from '#protocol/realtime.ts';
import { useClient, useConversation } from '#web/app/client.tsx';
import { useName } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { showProfile } from '#web/app/profile-sheet.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { closeKeeping } from '../stars/showing.ts';
import './polls.css';
import { pollWords } from './words.ts';

type Voters = ResultOf<'poll.voters'>;

/** Who chose what. */
export function VotersSheet({ line }: { line: MessageLine }) {
  const words = useWords(pollWords);
  const poll = pollOf(line);
  return (
    <Sheet open title={words.results} className="sheet--tall" onClose={closeKeeping}>
      <div className="sheet__body voters">
        {poll?.options.map((text, option) => (
          <OptionVoters key={text} line={line} option={option} text={text} />
        ))}
      </div>
    </Sheet>
  );
}

function OptionVoters({ line, option, text }: { line: MessageLine; option: number; text: string }) {
  const words = useWords(pollWords);
  const voters = useVoters(line, option);
  if (voters === 'failed') return <p role="alert">{words.loadFailed}</p>;
  return (
    <section className="voters__option" aria-label={words.whoChose(text)}>
      <h3 className="voters__head">
        <span>{text}</span>
        {voters !== undefined && <span className="quiet">{words.votes(voters.count)}</span>}
      </h3>
      {voters === undefined && <SkeletonRows count={1} label={words.loading} />}
      {voters?.count === 0 && <span className="quiet">{words.nobody}</span>}
      {voters?.users.map((user) => (
        <Voter key={user} id={user} />
      ))}
      {voters !== undefined && voters.count > voters.users.length && (
        <span className="quiet">{words.andMore(voters.count - voters.users.length)}</span>
      )}
    </section>
  );
}

function Voter({ id }: { id: string }) {
  const name = useName(id) ?? '…';
  return (
    <button type="button" className="row row--tight" onClick={() => showProfile(id)}>
      <Face id={id} name={name} size={32} />
      <span className="clip">{name}</span>
    </button>
  );
}

function useVoters({ conversation, seq }: MessageLine, option: number): Voters | 'failed' | undefined {
  const client = useClient();
  const { summary } = useConversation(conversation);
  const [voters, setVoters] = useState<Voters | 'failed'>();
  const place = summary?.lastSeq;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each event may be a vote
  useEffect(() => {
    let wanted = true;
    const take = (next: Voters | 'failed') => wanted && setVoters(next);
    client.call('poll.voters', { conversation, seq, option }).then(take, () => take('failed'));
    return () => {
      wanted = false;
    };
  }, [client, conversation, seq, option, place]);
  return voters;
}
