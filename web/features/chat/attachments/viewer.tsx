import { Dialog } from '@base-ui/react/dialog';
import { type KeyboardEvent, useRef } from 'react';
import type { ConversationView } from '#client/view.ts';
import { filesIn, kindOf } from '#kernel/content-files.ts';
import { filePath } from '#protocol/file-path.ts';
import type { FileItem } from '#protocol/files.ts';
import { useClient, useConversation } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { showToast } from '#web/ui/toast.tsx';
import './attachments.css';
import { blurUrl } from './blur.ts';
import { type FilePlace, saveFile, useFileKey } from './file-place.ts';
import { sizeWords } from './sizes.ts';
import { useGestures } from './use-gestures.ts';
import { viewing } from './viewing.ts';
import { attachmentWords } from './words.ts';

interface Shown {
  place: FilePlace;
  file: FileItem;
}

/** A picture as large as the window, and those before and after it in the conversation. */
export function Viewer({ shown }: { shown: Shown & { back: () => void } }) {
  const { place, file } = shown;
  const loaded = picturesIn(useConversation(place.conversation));
  const found = loaded.findIndex((one) => one.place.seq === place.seq && one.file.id === file.id);
  // One that is too long ago to be in memory stands alone.
  const [all, index] = found < 0 ? [[shown], 0] : [loaded, found];
  return (
    <OnStage
      current={shown}
      index={index}
      count={all.length}
      close={() => {
        viewing.set(undefined);
        shown.back();
      }}
      turn={(by) => {
        const next = all[index + by];
        if (next !== undefined) viewing.set({ ...next, back: shown.back });
      }}
    />
  );
}

function picturesIn({ id, lines }: ConversationView): Shown[] {
  return lines.flatMap((line) => {
    const event = line.state === 'sent' && line.event.type === 'message' ? line.event : undefined;
    if (event === undefined) return [];
    const place = { conversation: id, seq: event.seq };
    const pictures = filesIn(event.content).filter((item) => kindOf(item) === 'picture');
    return pictures.map((file) => ({ place, file }));
  });
}

interface OnStageProps {
  current: Shown;
  index: number;
  count: number;
  turn: (by: 1 | -1) => void;
  close: () => void;
}

function OnStage({ current: { place, file }, index, count, turn, close }: OnStageProps) {
  const client = useClient();
  const language = useLanguage();
  const words = useWords(attachmentWords);
  const stage = useRef<HTMLDivElement>(null);
  const { key, again } = useFileKey(place);
  const { zoom, step, handlers } = useGestures(stage, file.id, turn);
  const save = () =>
    void saveFile(client, place, file).then(
      (done) => done || showToast(words.unavailable),
      (error: unknown) => showToast(failureWords(error, language)),
    );
  return (
    <Dialog.Root open onOpenChange={(open) => open || close()}>
      <Dialog.Portal>
        <Dialog.Popup className="viewer stage" onKeyDown={(event) => onKey(event, { turn, step })}>
          <header className="viewer__head">
            <span className="viewer__name">
              <Dialog.Title className="viewer__title clip" render={<span />}>
                {file.name}
              </Dialog.Title>
              <span className="viewer__sub">
                {file.width} × {file.height} · {sizeWords(file.size)}
              </span>
            </span>
            <span className="viewer__zoom">
              <IconButton icon="plus" label={words.zoomIn} onClick={() => step(1.5)} />
            </span>
            <IconButton icon="download" label={words.save} onClick={save} />
            <IconButton icon="close" label={words.close} onClick={close} />
          </header>
          <div className="viewer__stage" ref={stage} {...handlers}>
            <img
              key={file.id}
              className="viewer__picture"
              src={key ? filePath(file.id, file.moving ? 'original' : 'large', key) : undefined}
              alt={words.picture(file.name)}
              draggable={false}
              onError={again}
              style={{
                ...fitting(file),
                backgroundImage: blurUrl(file),
                transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`,
              }}
            />
            {index > 0 && (
              <span className="viewer__turn viewer__turn--back">
                <IconButton icon="left" label={words.previous} onClick={() => turn(-1)} />
              </span>
            )}
            {index < count - 1 && (
              <span className="viewer__turn viewer__turn--on">
                <IconButton icon="right" label={words.next} onClick={() => turn(1)} />
              </span>
            )}
          </div>
          <div className="viewer__foot" role="status">
            {words.place(index + 1, count)}
          </div>
        </Dialog.Popup>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

/** As large as fits, never larger than it is; known before it has come. */
function fitting({ width = 1, height = 1 }: FileItem) {
  return { width: `min(100cqw, 100cqh * ${width / height}, ${width}px)`, aspectRatio: `${width} / ${height}` };
}

interface Acts {
  turn: (by: 1 | -1) => void;
  step: (factor: number) => void;
}

function onKey(event: KeyboardEvent, acts: Acts): void {
  if (act(event.key, acts)) event.preventDefault();
}

function act(key: string, { turn, step }: Acts): boolean {
  if (key === 'ArrowLeft') turn(-1);
  else if (key === 'ArrowRight') turn(1);
  else if (key === '+' || key === '=') step(1.5);
  else if (key === '-') step(1 / 1.5);
  else if (key === '0') step(0);
  else return false;
  return true;
}
