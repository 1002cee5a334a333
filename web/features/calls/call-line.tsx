import './call-line.css';
import { isMissedCall } from '#kernel/line-fold.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import type { ContentOf } from '#protocol/content.ts';
import { useMe } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { callLineWords } from './call-words.ts';
import { lineWords } from './line-words.ts';
import { callWish } from './wishes.ts';

interface CallLineProps {
  line: { by?: UserId; conversation: ConversationId };
  call: ContentOf<'call'>;
}

/** A call in its chat: how it went, and the way to call back. */
export function CallLine({ line, call }: CallLineProps) {
  const words = useWords(lineWords);
  const mine = line.by === useMe()?.id;
  const { mode, outcome } = call;
  const missed = isMissedCall(call) && !mine;
  const again = mine ? words.callAgain : words.callBack;
  const camera = mode === 'video';
  return (
    <span className={missed ? 'call-line is-missed' : 'call-line'}>
      <span className="call-line__mark">
        <Icon name={missed ? 'phone-down' : camera ? 'video' : 'phone'} />
      </span>
      <span className="call-line__main">
        <span>{callLineWords(call, mine, words)}</span>
        {outcome !== 'started' && (
          <button
            type="button"
            className="call-line__again"
            onClick={() => callWish.set({ do: 'start', conversation: line.conversation, mode, camera })}
          >
            {again}
          </button>
        )}
      </span>
    </span>
  );
}
