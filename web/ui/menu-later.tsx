import { type ComponentProps, cloneElement, type ReactElement, useEffect, useState } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import type { Menu } from './menu.tsx';

type Fetched = typeof Menu;
const fetchMenu = () => loadPart(async () => (await import('./menu.tsx')).Menu);

type MenuLaterProps = Omit<ComponentProps<typeof Menu>, 'opened' | 'trigger'> & {
  trigger: ReactElement<{ onClick?: () => void }>;
};

/** A menu of the first screen: the screen stands before the menu is fetched. */
export function MenuLater({ trigger, ...rest }: MenuLaterProps) {
  const [menu, setMenu] = useState<{ Menu: Fetched; opened: boolean }>();
  const fetched = (opened: boolean) =>
    void fetchMenu().then(
      // Whoever pressed while it was on its way is not forgotten, whichever request comes back first.
      (Menu) => setMenu((known) => ({ Menu, opened: opened || known?.opened === true })),
      () => undefined, // The next press tries again.
    );
  // biome-ignore lint/correctness/useExhaustiveDependencies: once, when the screen stands.
  useEffect(() => fetched(false), []);
  if (menu === undefined) return cloneElement(trigger, { onClick: () => fetched(true) });
  return <menu.Menu key={menu.opened ? 'pressed' : 'fetched'} trigger={trigger} opened={menu.opened} {...rest} />;
}
