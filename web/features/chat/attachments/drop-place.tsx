import { useEffect, useState } from 'react';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { showToast } from '#web/ui/toast.tsx';
import './attachments.css';
import { pick } from './picked.ts';
import { attachmentWords } from './words.ts';

/** Files that are dragged over the window are dropped into the conversation in view. */
export function DropPlace({ place }: { place: string }) {
  const words = useWords(attachmentWords);
  const over = useDrag((files) => {
    if (pick(place, files) > 0) showToast(words.tooMany(LIMITS.filesInMessage));
  });
  if (!over) return null;
  return (
    <div className="drop-place" aria-hidden="true">
      <div className="drop-place__box">
        <Icon name="clip" size="lg" />
        <b>{words.dropHere}</b>
        <span>{words.dropText}</span>
      </div>
    </div>
  );
}

function useDrag(take: (files: File[]) => void): boolean {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const has = (event: DragEvent) => event.dataTransfer?.types.includes('Files') === true;
    const enter = (event: DragEvent) => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(true);
    };
    // Without a place that it goes to, the pointer has left the window.
    const leave = (event: DragEvent) => event.relatedTarget === null && setOver(false);
    const drop = (event: DragEvent) => {
      if (!has(event)) return;
      event.preventDefault();
      setOver(false);
      take([...(event.dataTransfer?.files ?? [])]);
    };
    addEventListener('dragenter', enter);
    addEventListener('dragover', enter);
    addEventListener('dragleave', leave);
    addEventListener('drop', drop);
    return () => {
      removeEventListener('dragenter', enter);
      removeEventListener('dragover', enter);
      removeEventListener('dragleave', leave);
      removeEventListener('drop', drop);
    };
  });
  return over;
}
