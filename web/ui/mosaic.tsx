import type { AvatarSize } from './avatar.tsx';
import { colourOf, personInitials } from './person.ts';

export interface MosaicFace {
  id: string;
  name: string;
  /** Where the picture is; a letter stands in for it. */
  src: string | undefined;
}

interface MosaicProps {
  faces: readonly MosaicFace[];
  size?: AvatarSize;
}

/** A group's picture made of up to nine faces, filled from the foot. Beside its name it says nothing new. */
export function Mosaic({ faces, size = 44 }: MosaicProps) {
  const shown = faces.slice(0, 9);
  const across = shown.length <= 1 ? 1 : shown.length <= 4 ? 2 : 3;
  return (
    <span className={`avatar avatar--room avatar--${size} mosaic mosaic--${across}`} aria-hidden="true">
      {/* Rows grow upwards, so that the one at the top is the short one. */}
      {shown.toReversed().map(({ id, name, src }) => (
        <span key={id} className={`mosaic__face avatar--p${colourOf(id)}`}>
          {across === 3 ? letterOf(name) : personInitials(name)}
          {src !== undefined && (
            <img className="avatar__img" src={src} alt="" loading="lazy" decoding="async" draggable={false} />
          )}
        </span>
      ))}
    </span>
  );
}

const HAN = /\p{Script=Han}/u;

/** Where there is room for one only: the last character of a Chinese name, the first of others. */
function letterOf(name: string): string {
  const letters = [...personInitials(name)];
  return (HAN.test(letters[0] ?? '') ? letters.at(-1) : letters[0]) ?? '';
}
