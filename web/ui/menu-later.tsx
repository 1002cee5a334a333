import { type ComponentProps, cloneElement, type KeyboardEvent, type ReactElement, useEffect, useState } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import type { Menu } from './menu.tsx';

const fetchMenu = () => loadPart(async () => (await import('./menu.tsx')).Menu);

type MenuLaterProps = Omit<ComponentProps<typeof Menu>, 'opened' | 'trigger'> & {
  trigger: ReactElement<ComponentProps<'button'>>;
};

/** A menu that costs nothing until somebody asks for it: its code is fetched when the screen stands, it is made when opened. */
export function MenuLater({ trigger, ...rest }: MenuLaterProps) {
  const [made, setMade] = useState<{ Menu: typeof Menu }>();
  useEffect(() => void fetchMenu().catch(() => undefined), []);
  const open = () =>
    void fetchMenu().then(
      (Menu) => setMade({ Menu }),
      () => undefined, // The next press tries again.
    );
  if (made !== undefined) return <made.Menu trigger={trigger} opened {...rest} />;
  return cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: open,
    onKeyDown: openByArrow(open),
  });
}

function openByArrow(open: () => void) {
  return (event: KeyboardEvent) => {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    open();
  };
}
