import { Menu } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { Icon, type IconName } from '#web/ui/icon.tsx';

export interface RoomMenuItem {
  label: string;
  icon: IconName;
  danger?: boolean;
  onChoose: () => void;
}

/** A menu over the room: dark like the room, whatever the theme. */
export function RoomMenu({ trigger, items }: { trigger: ReactElement; items: readonly RoomMenuItem[] }) {
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner className="menu-place stage" side="top" sideOffset={10} align="center">
          <Menu.Popup className="popover popover--placed">
            {items.map((item) => (
              <Menu.Item
                key={item.label}
                className={item.danger ? 'menu__item menu__item--danger' : 'menu__item'}
                onClick={item.onChoose}
              >
                <Icon name={item.icon} />
                {item.label}
              </Menu.Item>
            ))}
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}
