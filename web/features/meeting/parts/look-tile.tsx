import { type ReactNode, useEffect, useRef } from 'react';
import { type Drawn, drawScene } from '../effects/drawn-backgrounds.ts';
import { FRONT } from '../effects/faces/placement.ts';
import { STICKERS } from '../effects/stickers/catalogue.ts';
import { drawingUrl } from '../effects/stickers/drawings.ts';
import type { StickerName } from '../model/look.ts';

interface LookTileProps {
  /** Of the radio buttons that this is one of. */
  group: string;
  label: string;
  chosen: boolean;
  disabled: boolean;
  onChoose: () => void;
  children: ReactNode;
}

/** One choice, shown by what it looks like. */
export function LookTile({ group, label, chosen, disabled, onChoose, children }: LookTileProps) {
  return (
    <label className={chosen ? 'look is-on' : 'look'} title={label}>
      <input
        className="visually-hidden"
        type="radio"
        name={group}
        aria-label={label}
        checked={chosen}
        disabled={disabled}
        onChange={onChoose}
      />
      {children}
    </label>
  );
}

/** Somebody before what is really behind them, or before the same blurred. */
export function PersonPreview({ blurred }: { blurred: boolean }) {
  return (
    <svg className={blurred ? 'look__room is-blurred' : 'look__room'} viewBox="0 0 96 60" aria-hidden="true">
      <g className="look__behind">
        <rect className="look__shelf" x="8" y="30" width="24" height="3" />
        <rect className="look__shelf" x="8" y="46" width="24" height="3" />
        <rect className="look__book" x="12" y="18" width="4" height="12" />
        <rect className="look__book" x="18" y="21" width="4" height="9" />
        <rect className="look__window" x="66" y="10" width="22" height="22" rx="2" />
      </g>
      <g className="look__person">
        <circle cx="48" cy="26" r="11" />
        <path d="M24 60C24 46 34 40 48 40C62 40 72 46 72 60Z" />
      </g>
    </svg>
  );
}

export function ScenePreview({ name }: { name: Drawn }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (context) drawScene(context, name);
  }, [name]);
  return <canvas ref={canvas} width={192} height={120} />;
}

/** Without a face between them, drawings above and below are nearer to each other. */
const NEARER = 0.55;

/** A sticker's drawings as they lie on a face, without the face. */
export function StickerPreview({ name }: { name: StickerName }) {
  const parts = STICKERS[name].map(({ drawing, anchor, box }) => {
    const [x, y] = [FRONT[anchor].x + box.x, NEARER * FRONT[anchor].y + box.y];
    return { drawing, x, y, width: box.width, height: box.height };
  });
  const left = Math.min(...parts.map(({ x }) => x));
  const top = Math.min(...parts.map(({ y }) => y));
  const width = Math.max(...parts.map((part) => part.x + part.width)) - left;
  const height = Math.max(...parts.map((part) => part.y + part.height)) - top;
  return (
    <svg className="look__sticker" viewBox={`${left} ${top} ${width} ${height}`} aria-hidden="true">
      {parts.map((part) => (
        <image
          key={part.drawing}
          href={drawingUrl(part.drawing)}
          x={part.x}
          y={part.y}
          width={part.width}
          height={part.height}
        />
      ))}
    </svg>
  );
}
