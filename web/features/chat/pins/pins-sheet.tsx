import type { ConversationId } from '#protocol/common.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient, useConversation } from '#web/app/client.tsx';
import { goToMessage, messagePath } from '#web/app/message-place.ts';
import { useName } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { may } from '../groups/standing.ts';
import { LineRow } from '../stars/line-row.tsx';
import { closeKeeping } from '../stars/showing.ts';
import { starWords } from '../stars/words.ts';
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
          <PinnedLine key={line.seq} line={line} />
        ))}
      </ul>
    </div>
  );
}

function PinnedLine({ line }: { line: MessageLine }) {
  const client = useClient();
  const words = useWords(pinWords);
  const { actionsOf, show, somebody } = useWords(starWords);
  const name = useName(line.by) ?? somebody;
  const { summary } = useConversation(line.conversation);
  const go = () => {
    closeKeeping();
    goToMessage(messagePath(line.conversation, line.seq, line.thread));
  };
  const items: MenuItem[] = [{ icon: 'chat', label: show, onChoose: go }];
  if (summary === undefined || may(summary, 'pin')) {
    items.push({ icon: 'pin', label: words.unpin, onChoose: () => client.pin(line.conversation, line.seq, false) });
  }
  return (
    <LineRow
      line={line}
      onShow={go}
      end={<Menu trigger={<IconButton icon="more" size="sm" label={actionsOf(name)} />} items={items} />}
    />
  );
}
