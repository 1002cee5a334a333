import { type KeyboardEvent, type PointerEvent, useEffect, useRef, useState } from 'react';
import type { Action } from '#web/app/action.ts';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { middleOf, mostZoom, moved, type Square, zoomed, zoomOf } from './crop.ts';
import { cropWords } from './crop-words.ts';

interface CropSheetProps {
  picture: ImageBitmap;
  action: Action;
  onUse: (square: Square) => void;
  onClose: () => void;
}

/** The frame in CSS px: that of the style sheet. */
const FRAME_PX = 280;
/** What a step of the arrow keys moves, as a part of the frame, and one of zooming. */
const STEP = 1 / 28;
const ZOOM_STEP = 1.1;

/** Cuts a round face out of a picture: dragged, or moved by the arrow keys, and drawn near. */
export function CropSheet({ picture, action: { busy, failure }, onUse, onClose }: CropSheetProps) {
  const words = useWords(cropWords);
  const language = useLanguage();
  const [square, setSquare] = useState(() => middleOf(picture));
  const zoom = zoomOf(square, picture);
  const most = mostZoom(picture);
  return (
    <Sheet
      open
      onClose={onClose}
      title={words.title}
      className="sheet--confirm"
      actions={
        <Button kind="main" busy={busy} onClick={() => onUse(square)}>
          {words.use}
        </Button>
      }
    >
      <div className="sheet__body crop">
        <Frame picture={picture} square={square} onChange={setSquare} />
        <p className="quiet" id="crop-hint">
          {words.hint}
        </p>
        <label className="crop__zoom">
          <span>{words.zoom}</span>
          <input
            type="range"
            min={1}
            max={most}
            step={(most - 1) / 100 || 1}
            value={zoom}
            disabled={most <= 1}
            onChange={(event) => setSquare(zoomed(square, picture, Number(event.currentTarget.value)))}
          />
        </label>
        {failure && (
          <p className="field__error" role="alert">
            {failureWords(failure, language)}
          </p>
        )}
      </div>
    </Sheet>
  );
}

interface FrameProps {
  picture: ImageBitmap;
  square: Square;
  onChange: (square: Square) => void;
}

function Frame({ picture, square, onChange }: FrameProps) {
  const words = useWords(cropWords);
  const canvas = useRef<HTMLCanvasElement>(null);
  const held = useRef<{ x: number; y: number }>(undefined);
  const perPx = square.side / FRAME_PX;

  useEffect(() => {
    if (canvas.current !== null) draw(canvas.current, picture, square);
  }, [picture, square]);

  function drag(event: PointerEvent) {
    const from = held.current;
    if (from === undefined) return;
    held.current = { x: event.clientX, y: event.clientY };
    onChange(moved(square, picture, (from.x - event.clientX) * perPx, (from.y - event.clientY) * perPx));
  }

  function press(event: KeyboardEvent) {
    const next = keyed(event.key, square, picture);
    if (next === undefined) return;
    event.preventDefault();
    onChange(next);
  }

  return (
    <button
      type="button"
      className="crop__frame"
      aria-label={words.frame}
      aria-describedby="crop-hint"
      onKeyDown={press}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = { x: event.clientX, y: event.clientY };
      }}
      onPointerMove={drag}
      onPointerUp={() => (held.current = undefined)}
      onPointerCancel={() => (held.current = undefined)}
      onWheel={(event) => {
        const factor = event.deltaY < 0 ? ZOOM_STEP : 1 / ZOOM_STEP;
        onChange(zoomed(square, picture, zoomOf(square, picture) * factor));
      }}
    >
      <canvas ref={canvas} />
    </button>
  );
}

/** What a key makes of the square; undefined for keys that do nothing here. */
function keyed(key: string, square: Square, picture: ImageBitmap): Square | undefined {
  const step = square.side * STEP;
  const zoom = zoomOf(square, picture);
  switch (key) {
    case 'ArrowLeft':
      return moved(square, picture, step, 0);
    case 'ArrowRight':
      return moved(square, picture, -step, 0);
    case 'ArrowUp':
      return moved(square, picture, 0, step);
    case 'ArrowDown':
      return moved(square, picture, 0, -step);
    case '+':
    case '=':
      return zoomed(square, picture, zoom * ZOOM_STEP);
    case '-':
      return zoomed(square, picture, zoom / ZOOM_STEP);
    default:
      return undefined;
  }
}

function draw(canvas: HTMLCanvasElement, picture: ImageBitmap, { x, y, side }: Square): void {
  canvas.width = canvas.height = Math.round(FRAME_PX * devicePixelRatio);
  const context = canvas.getContext('2d');
  if (context === null) return;
  context.imageSmoothingQuality = 'high';
  context.drawImage(picture, x, y, side, side, 0, 0, canvas.width, canvas.height);
}
