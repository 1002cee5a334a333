import { lazy, Suspense, useState } from 'react';
import { kindOf } from '#kernel/content-files.ts';
import type { ContentOf } from '#protocol/content.ts';
import { filePath } from '#protocol/file-path.ts';
import type { FileItem } from '#protocol/files.ts';
import { useClient } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { loadPart } from '#web/app/load-part.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import { showToast } from '#web/ui/toast.tsx';
import './attachments.css';
import { blurUrl } from './blur.ts';
import { type FilePlace, saveFile, useFileKey, useFilePlace } from './file-place.ts';
import { columnsOf, pictureBox } from './grid.ts';
import { pictureOfFile } from './local-pictures.ts';
import { endingOf, sizeWords, stemOf } from './sizes.ts';
import { showPicture } from './viewing.ts';
import { attachmentWords } from './words.ts';

const Player = lazy(async () => ({ default: (await loadPart(() => import('./player.tsx'))).Player }));

const PdfCard = lazy(async () => ({ default: (await loadPart(() => import('../pdf/pdf-card.tsx'))).PdfCard }));

/** The files of a message: pictures as a grid, what plays with a player, all others as cards. */
export function FilesView({ content: { items } }: { content: ContentOf<'files'> }) {
  const place = useFilePlace();
  const pictures = items.filter((item) => kindOf(item) === 'picture');
  const others = items.filter((item) => kindOf(item) !== 'picture');
  return (
    <div className="files">
      {pictures.length === 1 && pictures.map((item) => <SinglePicture key={item.id} item={item} place={place} />)}
      {pictures.length > 1 && (
        <div className={`picture-grid picture-grid--${columnsOf(pictures.length)}`}>
          {pictures.map((item) => (
            <Picture key={item.id} item={item} place={place} />
          ))}
        </div>
      )}
      {others.map((item) => (
        <Other key={item.id} item={item} place={place} />
      ))}
    </div>
  );
}

interface OfOne {
  item: FileItem;
  place: FilePlace | undefined;
}

function SinglePicture({ item, place }: OfOne) {
  const { width, height } = pictureBox(item);
  return (
    <div className="picture-single" style={{ width, aspectRatio: `${width} / ${height}` }}>
      <Picture item={item} place={place} />
    </div>
  );
}

/** A picture that fills its place, and opens large. */
export function Picture({ item, place }: OfOne) {
  const words = useWords(attachmentWords);
  const { key, again } = useFileKey(place);
  const [state, setState] = useState<'loading' | 'shown' | 'failed'>('loading');
  const local = pictureOfFile(item.id);
  const source = local ?? (key ? filePath(item.id, 'small', key) : undefined);
  const gone = key === null && local === undefined;
  return (
    <button
      type="button"
      className={state === 'shown' ? 'picture is-shown' : 'picture'}
      style={{ backgroundImage: blurUrl(item) }}
      aria-label={words.openPicture(item.name)}
      disabled={gone}
      onClick={() => place && showPicture(place, item)}
    >
      {source !== undefined && (
        <img
          src={source}
          alt=""
          decoding="async"
          draggable={false}
          onLoad={() => setState('shown')}
          onError={() => {
            if (state === 'loading') again();
            setState('failed');
          }}
        />
      )}
      {(gone || state === 'failed') && (
        <span className="picture__note">
          <Icon name="image" />
          {words.unavailable}
        </span>
      )}
    </button>
  );
}

function Other({ item, place }: OfOne) {
  const kind = kindOf(item);
  if (item.type === 'application/pdf') {
    return (
      <Suspense fallback={<FileCard item={item} place={place} />}>
        <PdfCard item={item} place={place} />
      </Suspense>
    );
  }
  if (kind !== 'video' && kind !== 'audio') return <FileCard item={item} place={place} />;
  return (
    <Suspense fallback={<div className={`player player--${kind}`} />}>
      <Player item={item} place={place} kind={kind} />
      {kind === 'audio' && <FileCard item={item} place={place} />}
    </Suspense>
  );
}

/** A file that a press saves. */
export function FileCard({ item, place }: OfOne) {
  const client = useClient();
  const words = useWords(attachmentWords);
  const language = useLanguage();
  const [stem, rest] = stemOf(item.name);
  const save = () => {
    if (place === undefined) return;
    saveFile(client, place, item).then(
      (done) => done || showToast(words.unavailable),
      (error: unknown) => showToast(failureWords(error, language)),
    );
  };
  return (
    <button type="button" className="file-card" title={item.name} disabled={place === undefined} onClick={save}>
      <span className="visually-hidden">{words.download}</span>
      <span className="file-mark" aria-hidden="true">
        {endingOf(item.name) || <Icon name="file" />}
      </span>
      <span className="file-card__main">
        <span className="file-card__name">
          <span className="clip">{stem}</span>
          {rest}
        </span>
        <span className="file-card__sub">{sizeWords(item.size)}</span>
      </span>
      <Icon name="download" />
    </button>
  );
}
