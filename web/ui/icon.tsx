/** The names of `icons.svg`, whose symbols are in the page: 24 grid, 1.7 stroke, round ends. */
export type IconName =
  | 'alert'
  | 'archive'
  | 'at'
  | 'bell'
  | 'bell-off'
  | 'briefcase'
  | 'building'
  | 'calendar'
  | 'chart'
  | 'chat'
  | 'check'
  | 'clip'
  | 'clock'
  | 'close'
  | 'compose'
  | 'contacts'
  | 'copy'
  | 'down'
  | 'download'
  | 'expand'
  | 'eye'
  | 'eye-off'
  | 'file'
  | 'filter'
  | 'flip'
  | 'focus'
  | 'folder'
  | 'forward'
  | 'globe'
  | 'grid'
  | 'hand'
  | 'hash'
  | 'image'
  | 'info'
  | 'laptop'
  | 'left'
  | 'link'
  | 'list'
  | 'lock'
  | 'logout'
  | 'mail'
  | 'mic'
  | 'mic-off'
  | 'mobile'
  | 'moon'
  | 'more'
  | 'pause'
  | 'people'
  | 'person-plus'
  | 'phone'
  | 'phone-down'
  | 'pin'
  | 'play'
  | 'plus'
  | 'qr'
  | 'record'
  | 'refresh'
  | 'reply'
  | 'right'
  | 'search'
  | 'send'
  | 'server'
  | 'settings'
  | 'share'
  | 'shield'
  | 'signal'
  | 'smile'
  | 'speaker'
  | 'star'
  | 'sun'
  | 'tablet'
  | 'text'
  | 'thread'
  | 'up'
  | 'video'
  | 'video-off'
  | 'wand'
  | 'wifi-off';

interface IconProps {
  name: IconName;
  size?: 'sm' | 'lg';
  className?: string;
}

/** A picture without a name of its own: what it stands for is said by the text or label around it. */
export function Icon({ name, size, className = '' }: IconProps) {
  const scale = size === undefined ? '' : ` icon--${size}`;
  return (
    <svg className={`icon${scale} ${className}`} aria-hidden="true">
      <use href={`#icon-${name}`} />
    </svg>
  );
}
