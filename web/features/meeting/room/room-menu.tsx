import { Menu } from '@base-ui/react/menu';
import type { ReactElement } from 'react';
import { useMediaQuery } from '#web/app/media-query.ts';
import { Icon, type IconName } from '#web/ui/icon.tsx';

/** A phone on its side has its bar at the right. The same stands in the styles. */
const BAR_AT_SIDE = '(max-height: 480px) and (orientation: landscape)';

export interface RoomMenuItem {
  label: string;
  icon: IconName;
  danger?: boolean;
  onChoose: () => void;
}

interface RoomMenuProps {
  trigger: ReactElement;
  items: readonly RoomMenuItem[];
  /** A row of signs above the items; the menu stays open for another one. */
  quick?: { label: string; signs: readonly string[]; onChoose: (sign: string) => void };
}

/** A menu over the room: dark like the room, whatever the theme. */
export function RoomMenu({ trigger, items, quick }: RoomMenuProps) {
  const aside = useMediaQuery(BAR_AT_SIDE);
  return (
    <Menu.Root>
      <Menu.Trigger render={trigger} />
      <Menu.Portal>
        <Menu.Positioner className="menu-place stage" side={aside ? 'left' : 'top'} sideOffset={10} align="center">
          <Menu.Popup className="popover popover--placed">
            {quick && (
              <Menu.Group className="reaction-bar" aria-label={quick.label}>
                {quick.signs.map((sign) => (
                  <Menu.Item
                    key={sign}
                    className="reaction-bar__one"
                    closeOnClick={false}
                    onClick={() => quick.onChoose(sign)}
                  >
                    {sign}
                  </Menu.Item>
                ))}
              </Menu.Group>
            )}
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
