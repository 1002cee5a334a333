import { lazy, Suspense, useRef, useState } from 'react';
import type { ContentOf } from '#protocol/content.ts';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { emojiWords } from './words.ts';

const EmojiPopover = lazy(async () => ({
  default: (await loadPart(() => import('./emoji-popover.tsx'))).EmojiPopover,
}));

interface ButtonProps {
  onPick: (emoji: string) => void;
  onSticker: (content: ContentOf<'sticker'>) => void;
}

/** Opens emoji and stickers, which are loaded when they are first asked for. */
export function EmojiButton({ onPick, onSticker }: ButtonProps) {
  const words = useWords(emojiWords);
  const button = useRef<HTMLSpanElement>(null);
  const [open, setOpen] = useState(false);
  return (
    <span ref={button} className="composer__tool">
      <IconButton
        icon="smile"
        label={words.open}
        aria-haspopup="dialog"
        aria-expanded={open}
        on={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Suspense>
          <EmojiPopover
            anchor={button.current}
            onClose={() => setOpen(false)}
            onPick={onPick}
            onSticker={({ id, width, height, text }) => {
              onSticker({ type: 'sticker', id, width, height, text });
              setOpen(false);
            }}
          />
        </Suspense>
      )}
    </span>
  );
}
