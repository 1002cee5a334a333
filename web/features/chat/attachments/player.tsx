import { useRef } from 'react';
import { filePath } from '#protocol/file-path.ts';
import type { FileItem } from '#protocol/files.ts';
import { useWords } from '#web/i18n/words.ts';
import { blurUrl } from './blur.ts';
import { type FilePlace, useFileKey } from './file-place.ts';
import { pictureBox } from './grid.ts';
import { attachmentWords } from './words.ts';

interface PlayerProps {
  item: FileItem;
  place: FilePlace | undefined;
  kind: 'video' | 'audio';
}

/** Plays from the server, part by part. A key that has ended meanwhile is renewed, and it goes on where it was. */
export function Player({ item, place, kind }: PlayerProps) {
  const words = useWords(attachmentWords);
  const { key, again } = useFileKey(place);
  const at = useRef(0);
  const tried = useRef<string | undefined>(undefined);
  if (key === null) return <p className="files__note">{words.unavailable}</p>;
  const source = key === undefined ? undefined : filePath(item.id, 'original', key);
  const props = {
    src: source,
    controls: true,
    preload: 'metadata' as const,
    'aria-label': item.name,
    onTimeUpdate: ({ currentTarget }: { currentTarget: HTMLMediaElement }) => {
      at.current = currentTarget.currentTime;
    },
    onLoadedMetadata: ({ currentTarget }: { currentTarget: HTMLMediaElement }) => {
      if (at.current > 0) currentTarget.currentTime = at.current;
    },
    onError: () => {
      if (tried.current === source) return;
      tried.current = source;
      again();
    },
  };
  if (kind === 'audio') {
    return (
      <div className="player player--audio">
        <audio {...props} />
      </div>
    );
  }
  return (
    <div className="player player--video" style={item.width === undefined ? undefined : shapeOf(item)}>
      <video
        {...props}
        {...(key && item.width !== undefined ? { poster: filePath(item.id, 'small', key) } : {})}
        playsInline
      />
    </div>
  );
}

/** As the picture that stands for it, which is there before the video is. */
function shapeOf(item: FileItem) {
  const { width, height } = pictureBox(item);
  const backgroundImage = blurUrl(item);
  const shape = { maxWidth: `min(100%, ${width}px)`, aspectRatio: `${width} / ${height}` };
  return backgroundImage === undefined ? shape : { ...shape, backgroundImage, backgroundSize: 'cover' };
}
