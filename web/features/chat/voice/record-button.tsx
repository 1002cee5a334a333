import { lazy, type PointerEvent, Suspense, useRef } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import type { Recording } from './recordings.ts';
import type { RecordingActs } from './use-recording.ts';
import './voice.css';
import { voiceWords } from './words.ts';

const RecordingBar = lazy(async () => ({
  default: (await loadPart(() => import('./recording-bar.tsx'))).RecordingBar,
}));

interface RecordButtonProps {
  recording: Recording | undefined;
  acts: RecordingActs;
}

/** Hold it to speak; with a mouse or by keyboard a press begins. While something is recorded the bar stands beside it. */
export function RecordButton({ recording, acts }: RecordButtonProps) {
  const words = useWords(voiceWords);
  const from = useRef<{ x: number; y: number } | undefined>(undefined);
  const touchedAt = useRef(Number.NEGATIVE_INFINITY);
  const held = recording === undefined || recording.at === 'held' || (recording.at === 'asking' && recording.held);
  const lifted = (event: PointerEvent) => {
    if (from.current === undefined) return;
    from.current = undefined;
    touchedAt.current = event.timeStamp;
    acts.lift();
  };
  return (
    <>
      {recording !== undefined && (
        <Suspense fallback={<span className="recording" />}>
          <RecordingBar recording={recording} acts={acts} />
        </Suspense>
      )}
      <span className={held ? 'record-button' : 'record-button record-button--away'}>
        <IconButton
          icon="mic"
          label={words.record}
          main={recording !== undefined}
          aria-description={words.recordHint}
          onContextMenu={(event) => event.preventDefault()}
          onPointerDown={(event) => {
            if (event.pointerType === 'mouse') return;
            event.currentTarget.setPointerCapture(event.pointerId);
            from.current = { x: event.clientX, y: event.clientY };
            acts.begin(true);
          }}
          onPointerMove={(event) => {
            if (from.current !== undefined) acts.move(event.clientX - from.current.x, event.clientY - from.current.y);
          }}
          onPointerUp={lifted}
          onPointerCancel={lifted}
          onClick={(event) => {
            // A finger that was lifted is told as a click as well.
            if (recording === undefined && event.timeStamp - touchedAt.current > CLICK_MS) acts.begin(false);
          }}
        />
      </span>
    </>
  );
}

const CLICK_MS = 700;
