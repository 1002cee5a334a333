import { Menu } from '@base-ui/react/menu';
import { Fragment } from 'react';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import type { MenuPlace } from '#web/ui/menu-place.ts';

export interface MenuAct {
  icon: IconName;
  label: string;
  danger?: boolean;
  /** A line above sets it apart. */
  apart?: boolean;
  run: () => void;
}

interface AnchoredMenuProps {
  label: string;
  anchor: MenuPlace;
  acts: readonly MenuAct[];
  onClose: () => void;
}

/** A menu that stands where it was asked for. Arrows move, letters jump, Esc closes. */
export function AnchoredMenu({ label, anchor, acts, onClose }: AnchoredMenuProps) {
  return (
    <Menu.Root open modal={false} onOpenChange={(next) => !next && onClose()}>
      <Menu.Portal>
        <Menu.Positioner className="menu-place" anchor={anchor} sideOffset={4} align="start" collisionPadding={8}>
          <Menu.Popup className="popover popover--placed" aria-label={label} finalFocus={() => focusBack(anchor)}>
            {acts.map(({ icon, label, danger, apart, run }) => (
              <Fragment key={label}>
                {apart && <div className="menu__line" />}
                <Menu.Item className={danger ? 'menu__item menu__item--danger' : 'menu__item'} onClick={run}>
                  <Icon name={icon} />
                  {label}
                </Menu.Item>
              </Fragment>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

/** To the row or button it was opened from, if it is still there. */
function focusBack(anchor: MenuPlace): HTMLElement | boolean {
  if (!(anchor instanceof HTMLElement) || !anchor.isConnected) return false;
  return anchor.matches('a, button') ? anchor : (anchor.querySelector<HTMLElement>('a, button') ?? false);
}
