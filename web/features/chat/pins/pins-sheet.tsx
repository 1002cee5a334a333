import type { ConversationId } from '#protocol/common.ts';
import { useClient } from '#web/app/client.tsx';
import { goToMessage, messagePath } from '#web/app/message-place.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { LineRow } from '../stars/line-row.tsx';
import { closeKeeping } from '../stars/showing.ts';
import { type Pins, usePins } from './use-pins.ts';
import { pinWords } from './words.ts';

/** Everything that is pinned in a conversation. */
export function PinsSheet({ conversation }: { conversation: ConversationId }) {
  const words = useWords(pinWords);
  const pins = usePins(conversation);
  return (
    <Sheet open title={words.pinnedTitle} className="sheet--tall" onClose={closeKeeping}>
      <div className="sheet__body">
        <PinList pins={pins} />
      </div>
    </Sheet>
  );
}

function PinList({ pins: { lines, failed, again } }: { pins: Pins }) {
  const client = useClient();
  const words = useWords(pinWords);
  if (failed) {
    return (
      <div className="section__failure" role="alert">
        {words.loadFailed}
        <Button size="sm" onClick={again}>
          {words.tryAgain}
        </Button>
      </div>
    );
  }
  if (lines === undefined) return <SkeletonRows count={3} label={words.loading} />;
  if (lines.length === 0) {
    return (
      <Empty art="together" title={words.none}>
        {words.noneText}
      </Empty>
    );
  }
  return (
    <div className="keeping-list">
      <ul className="line-rows" aria-label={words.pinnedTitle}>
        {lines.map((line) => (
          <LineRow
            key={line.seq}
            line={line}
            onShow={() => {
              closeKeeping();
              goToMessage(messagePath(line.conversation, line.seq, line.thread));
            }}
            end={
              <IconButton
                icon="close"
                size="sm"
                label={words.unpin}
                onClick={() => client.pin(line.conversation, line.seq, false)}
              />
            }
          />
        ))}
      </ul>
    </div>
  );
}
