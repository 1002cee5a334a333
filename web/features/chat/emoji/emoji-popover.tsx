import { useId, useRef, useState } from 'react';
import type { Sticker } from '#protocol/stickers.ts';
import { useWords } from '#web/i18n/words.ts';
import { Tabs } from '#web/ui/tabs.tsx';
import './emoji.css';
import { EmojiGrid } from './emoji-grid.tsx';
import { PickerPopover } from './picker-popover.tsx';
import { StickerPanel } from './sticker-panel.tsx';
import { emojiWords } from './words.ts';

interface EmojiPopoverProps {
  anchor: Element | null;
  onClose: () => void;
  onPick: (emoji: string) => void;
  onSticker: (sticker: Sticker) => void;
}

/** Emoji and stickers for the composer. Emoji may follow one another; a sticker is sent at once. */
export function EmojiPopover({ anchor, onClose, onPick, onSticker }: EmojiPopoverProps) {
  const words = useWords(emojiWords);
  const [tab, setTab] = useState<'emoji' | 'stickers'>('emoji');
  const search = useRef<HTMLInputElement>(null);
  const id = useId();
  return (
    <PickerPopover anchor={anchor} label={words.open} onClose={onClose} first={search}>
      <Tabs
        label={words.kinds}
        value={tab}
        items={[
          { value: 'emoji', label: words.emoji },
          { value: 'stickers', label: words.stickers },
        ]}
        onChange={setTab}
        controls={id}
      />
      <div id={id} className="emoji-panel__body" role="tabpanel" aria-label={words[tab]}>
        {tab === 'emoji' ? <EmojiGrid onPick={onPick} search={search} /> : <StickerPanel onPick={onSticker} />}
      </div>
    </PickerPopover>
  );
}
