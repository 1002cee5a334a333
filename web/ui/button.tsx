import type { ComponentProps } from 'react';
import { Link } from '#web/app/link.tsx';
import { Icon, type IconName } from './icon.tsx';

export type ButtonKind = 'plain' | 'main' | 'line' | 'quiet' | 'danger' | 'danger-quiet' | 'ok';

interface Look {
  kind?: ButtonKind;
  size?: 'sm' | 'lg';
  wide?: boolean;
  icon?: IconName;
}

function classes({ kind = 'plain', size, wide = false }: Look, busy = false, className = ''): string {
  const names = ['button', kind !== 'plain' && `button--${kind}`, size && `button--${size}`];
  return [...names, wide && 'button--wide', busy && 'is-busy', className].filter(Boolean).join(' ');
}

type ButtonProps = ComponentProps<'button'> & Look & { busy?: boolean };

/** `busy`: the line runs along the foot and presses do nothing; the button keeps its focus. */
export function Button({ kind, size, wide, icon, busy = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes({ ...(kind && { kind }), ...(size && { size }), ...(wide && { wide }) }, busy, className)}
      aria-busy={busy || undefined}
      aria-disabled={busy || rest['aria-disabled'] || undefined}
      onClick={busy ? (event) => event.preventDefault() : onClick}
    >
      {icon && <Icon name={icon} />}
      {children}
    </button>
  );
}

type ButtonLinkProps = ComponentProps<typeof Link> & Look;

/** Looks like a button and goes somewhere. */
export function ButtonLink({ kind, size, wide, icon, className, children, ...rest }: ButtonLinkProps) {
  return (
    <Link
      {...rest}
      className={classes({ ...(kind && { kind }), ...(size && { size }), ...(wide && { wide }) }, false, className)}
    >
      {icon && <Icon name={icon} />}
      {children}
    </Link>
  );
}

type IconButtonProps = Omit<ComponentProps<'button'>, 'children'> & {
  icon: IconName;
  /** What it does, in words: its name and its tooltip. */
  label: string;
  size?: 'sm';
  main?: boolean;
  on?: boolean;
};

export function IconButton({ icon, label, size, main = false, on = false, className = '', ...rest }: IconButtonProps) {
  const names = ['icon-button', size && 'icon-button--sm', main && 'icon-button--main', on && 'is-on', className];
  return (
    <button type="button" title={label} aria-label={label} {...rest} className={names.filter(Boolean).join(' ')}>
      <Icon name={icon} />
    </button>
  );
}
