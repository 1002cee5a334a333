import { useEffect, useRef, useState } from 'react';
import { filePath } from '#protocol/file-path.ts';
import type { FileItem } from '#protocol/files.ts';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { type FilePlace, useFileKey } from '../attachments/file-place.ts';
import { sizeWords, stemOf } from '../attachments/sizes.ts';
import './pdf.css';
import { showPdf } from './pdf-shown.ts';
import { pdfWords } from './words.ts';

interface PdfCardProps {
  item: FileItem;
  place: FilePlace | undefined;
}

/** A larger document isn't fetched only to show its first page. */
const MOST_BYTES = 20 * 1024 * 1024;
const WIDTH_PX = 300;

/** First pages that have been drawn, by file; the newest ones. */
const drawn = new Map<string, string>();
const MOST = 40;

/** A document by its first page; a press opens it. */
export function PdfCard({ item, place }: PdfCardProps) {
  const words = useWords(pdfWords);
  const [stem, rest] = stemOf(item.name);
  const { ref, picture, none } = useFirstPage(item, place);
  return (
    <button
      type="button"
      className="pdf-card"
      title={item.name}
      disabled={place === undefined}
      ref={ref}
      onClick={() => place && showPdf(place, item)}
    >
      <span className="visually-hidden">{words.open}</span>
      {!none && (
        <span className="pdf-card__page">
          {picture !== undefined && <img src={picture} alt="" draggable={false} />}
        </span>
      )}
      <span className="pdf-card__foot">
        <span className="file-mark" aria-hidden="true">
          PDF
        </span>
        <span className="file-card__main">
          <span className="file-card__name">
            <span className="clip">{stem}</span>
            {rest}
          </span>
          <span className="file-card__sub">{sizeWords(item.size)}</span>
        </span>
      </span>
    </button>
  );
}

/** Drawn once it is in sight. */
function useFirstPage(item: FileItem, place: FilePlace | undefined) {
  const ref = useRef<HTMLButtonElement>(null);
  const { key } = useFileKey(place);
  const [seen, setSeen] = useState(false);
  const [picture, setPicture] = useState(() => drawn.get(item.id));
  const [none, setNone] = useState(item.size > MOST_BYTES);
  useEffect(() => {
    const card = ref.current;
    if (card === null || picture !== undefined) return undefined;
    const looking = new IntersectionObserver(
      (all) => all.some(({ isIntersecting }) => isIntersecting) && setSeen(true),
    );
    looking.observe(card);
    return () => looking.disconnect();
  }, [picture]);
  useEffect(() => {
    if (!seen || !key || picture !== undefined || none) return undefined;
    let current = true;
    void draw(item.id, key).then((made) => {
      if (!current) return;
      if (made === undefined) setNone(true);
      else setPicture(made);
    });
    return () => {
      current = false;
    };
  }, [seen, key, picture, none, item.id]);
  return { ref, picture, none };
}

/** Undefined when it can't be shown: opening it tells why. */
async function draw(id: string, key: string): Promise<string | undefined> {
  try {
    const { openPdf, drawPage } = await loadPart(() => import('./pdf.ts'));
    const task = openPdf(filePath(id, 'original', key));
    try {
      const canvas = document.createElement('canvas');
      await drawPage(await (await task.promise).getPage(1), canvas, WIDTH_PX);
      const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/webp', 0.8));
      return blob === null ? undefined : keep(id, URL.createObjectURL(blob));
    } finally {
      await task.destroy();
    }
  } catch {
    return undefined;
  }
}

function keep(id: string, url: string): string {
  drawn.set(id, url);
  const [oldest] = drawn;
  if (drawn.size > MOST && oldest !== undefined) {
    drawn.delete(oldest[0]);
    URL.revokeObjectURL(oldest[1]);
  }
  return url;
}
