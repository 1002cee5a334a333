import { Popover } from '@base-ui/react/popover';
import { type ReactNode, type RefObject, useRef } from 'react';
import type { MenuPlace } from '#web/ui/menu-place.ts';

interface PopoverProps {
  anchor: MenuPlace | null;
  label: string;
  onClose: () => void;
  /** Where the focus goes; fingers choose first, so that no keyboard comes up. */
  first: RefObject<HTMLInputElement | null>;
  children: ReactNode;
}

/** A panel over what opened it. Esc and a press elsewhere close it. */
export function PickerPopover({ anchor, label, onClose, first, children }: PopoverProps) {
  const panel = useRef<HTMLDivElement>(null);
  const fine = matchMedia('(pointer: fine)').matches;
  return (
    <Popover.Root open onOpenChange={(next) => !next && onClose()}>
      <Popover.Portal>
        <Popover.Positioner
          className="menu-place"
          anchor={anchor}
          side="top"
          align="end"
          sideOffset={8}
          collisionPadding={8}
        >
          <Popover.Popup
            ref={panel}
            className="popover popover--placed emoji-panel"
            aria-label={label}
            initialFocus={fine ? first : panel}
          >
            {children}
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
