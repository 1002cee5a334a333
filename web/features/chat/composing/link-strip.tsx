import { useEffect, useMemo, useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { usePreview } from '../contents/link-card.tsx';
import { previewableLink, withoutPreviews } from '../contents/links-of.ts';
import { contentWords } from '../contents/words.ts';

/** After so long without a key an address counts as written, in ms. */
const WRITTEN_MS = 500;

export interface Previews {
  /** The address whose preview goes with the message; undefined: none does. */
  link: string | undefined;
  takeAway: () => void;
  /** The text as it is to be sent. */
  of: (text: string) => string;
}

/** Whether the message that is being written is to have a preview: docs/spec/contents.md [MC55]. */
export function usePreviews(text: string): Previews {
  const [without, setWithout] = useState(false);
  const empty = text.trim() === '';
  useEffect(() => {
    if (empty) setWithout(false);
  }, [empty]);
  const link = useMemo(() => (without ? undefined : previewableLink(text)), [text, without]);
  return {
    link: useRested(link),
    takeAway: () => setWithout(true),
    of: (said) => (without ? withoutPreviews(said) : said),
  };
}

/** Over the field: what the page of the first address says of itself, as the message will show it. */
export function LinkStrip({ previews }: { previews: Previews }) {
  const words = useWords(contentWords);
  const { link, takeAway } = previews;
  const preview = usePreview(link);
  if (link === undefined || preview === undefined) return null;
  return (
    <div className="composer__reply">
      <Icon name="link" />
      <span className="composer__about">
        <b className="clip">{preview.title}</b>
        <span className="clip">{preview.description ?? preview.site ?? new URL(link).host}</span>
      </span>
      <IconButton icon="close" label={words.withoutPreview} onClick={takeAway} />
    </div>
  );
}

/** The address once it has been left alone for a moment: nobody asks for half of one. */
function useRested(link: string | undefined): string | undefined {
  const [rested, setRested] = useState<string>();
  useEffect(() => {
    if (link === undefined) {
      setRested(undefined);
      return;
    }
    const timer = setTimeout(() => setRested(link), WRITTEN_MS);
    return () => clearTimeout(timer);
  }, [link]);
  return rested === link ? rested : undefined;
}
