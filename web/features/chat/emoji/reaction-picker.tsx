import { useRef } from 'react';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import type { MenuPlace } from '#web/ui/menu-place.ts';
import { reactingTo } from '../contents/showing.ts';
import { messageWords } from '../messages/words.ts';
import './emoji.css';
import { EmojiGrid } from './emoji-grid.tsx';
import { PickerPopover } from './picker-popover.tsx';

/** Reacts to a message with any emoji. */
export function ReactionPicker({ line, anchor }: { line: MessageLine; anchor: MenuPlace }) {
  const client = useClient();
  const { react } = useWords(messageWords);
  const search = useRef<HTMLInputElement>(null);
  const close = () => reactingTo.set(undefined);
  function pick(emoji: string) {
    client.react(line.conversation, line.seq, emoji, true);
    close();
  }
  return (
    <PickerPopover anchor={anchor} label={react} onClose={close} first={search}>
      <div className="emoji-panel__body">
        <EmojiGrid onPick={pick} search={search} />
      </div>
    </PickerPopover>
  );
}
