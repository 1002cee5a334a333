import type { ComponentProps, MouseEvent } from 'react';
import { navigate } from './navigation.ts';

type LinkProps = Omit<ComponentProps<'a'>, 'href'> & { to: string; replace?: boolean };

/** A link inside the app. Modified clicks open a new tab as everywhere on the web. */
export function Link({ to, replace = false, onClick, ...rest }: LinkProps) {
  function follow(event: MouseEvent<HTMLAnchorElement>) {
    onClick?.(event);
    const modified = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0;
    if (event.defaultPrevented || modified) return;
    event.preventDefault();
    navigate(to, { replace });
  }
  return <a href={to} onClick={follow} {...rest} />;
}
