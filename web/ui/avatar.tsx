import { useState } from 'react';
import { colourOf, personInitials, roomInitials } from './person.ts';

export type AvatarSize = 20 | 24 | 28 | 32 | 36 | 40 | 44 | 52 | 72 | 96 | 128;

interface AvatarProps {
  /** Decides the colour: the id of the person or the room. */
  id: string;
  name: string;
  size?: AvatarSize;
  /** Where the picture is; initials stand in for it. */
  src?: string | undefined;
  /** The dot of a person; undefined: it isn't known, and there is none. */
  presence?: 'online' | 'away' | 'busy' | 'offline' | undefined;
  /** People are round, rooms are rounded squares. */
  room?: boolean;
}

/** Beside a name it says nothing new, so it stays silent for screen readers. */
export function Avatar({ id, name, size = 44, room = false, presence, src }: AvatarProps) {
  const shape = room ? ' avatar--room' : '';
  return (
    <span className={`avatar avatar--${size} avatar--p${colourOf(id)}${shape}`} aria-hidden="true">
      <span className="avatar__initials">{room ? roomInitials(name) : personInitials(name)}</span>
      {src !== undefined && <Picture key={src} src={src} />}
      {presence && <i className={`presence presence--${presence === 'offline' ? 'off' : presence}`} />}
    </span>
  );
}

/** Lies over the initials once it is there, and goes when it can't be shown. */
function Picture({ src }: { src: string }) {
  const [broken, setBroken] = useState(false);
  if (broken) return null;
  return (
    <img
      className="avatar__img"
      src={src}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setBroken(true)}
    />
  );
}
