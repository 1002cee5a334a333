import type { ComponentProps, ReactNode, RefObject } from 'react';
import { Icon, type IconName } from '#web/ui/icon.tsx';

type ControlProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: IconName;
  /** What a press does, in words. */
  label: string;
  /** The word under the face; without one the face stands alone. */
  text?: string;
  /** Switched off: a pale face. */
  off?: boolean;
  /** Its panel is open or its work goes on. */
  on?: boolean;
  leave?: boolean;
  /** Where the microphone's level is drawn. */
  level?: RefObject<HTMLElement | null> | undefined;
  badge?: ReactNode;
  onPress?: () => void;
};

/** One control of a call's bar: a face and a word. */
export function Control({
  icon,
  label,
  text,
  off = false,
  on = false,
  leave = false,
  level,
  badge,
  onPress,
  className = '',
  ...rest
}: ControlProps) {
  const names = ['control', off && 'is-off', on && 'is-on', leave && 'control--leave', className];
  return (
    <button
      type="button"
      title={label}
      aria-label={label}
      onClick={onPress}
      {...rest}
      className={names.filter(Boolean).join(' ')}
    >
      <span className="control__face">
        <Icon name={icon} size="lg" />
        {level && <i className="level" ref={level} />}
        {badge}
      </span>
      {text !== undefined && <span aria-hidden="true">{text}</span>}
    </button>
  );
}
