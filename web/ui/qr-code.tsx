import { create } from 'qrcode';
import { useMemo } from 'react';

const QUIET_ZONE = 2;

/** A text as a square that cameras read. */
export function QrCode({ text, label, className }: { text: string; label: string; className: string }) {
  const { path, side } = useMemo(() => {
    const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
    let drawn = '';
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        if (data[row * size + column]) drawn += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
      }
    }
    return { path: drawn, side: size + 2 * QUIET_ZONE };
  }, [text]);
  return (
    <svg
      className={className}
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
