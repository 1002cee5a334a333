import { Dialog } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from './button.tsx';
import { uiWords } from './words.ts';

interface SheetProps {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** Buttons at the foot. */
  actions?: ReactNode;
  className?: string;
  /** The title is only for who cannot see: the sheet shows its own head. */
  bare?: boolean;
  initialFocus?: RefObject<HTMLElement | null>;
}

/** A dialog: keeps focus inside, Esc and the scrim close it. On a phone it comes from the foot. */
export function Sheet({
  open,
  onClose,
  title,
  children,
  actions,
  className = '',
  bare = false,
  initialFocus,
}: SheetProps) {
  const words = useWords(uiWords);
  return (
    <Dialog.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Dialog.Portal>
        <Dialog.Backdrop className="scrim" />
        <Dialog.Viewport className="sheet-place">
          <Dialog.Popup className={`sheet ${className}`} {...(initialFocus && { initialFocus })}>
            {bare ? (
              <Dialog.Title className="visually-hidden">{title}</Dialog.Title>
            ) : (
              <header className="sheet__head">
                <Dialog.Title className="sheet__title">{title}</Dialog.Title>
                <IconButton icon="close" label={words.close} onClick={onClose} />
              </header>
            )}
            {children}
            {actions && <footer className="sheet__foot">{actions}</footer>}
          </Dialog.Popup>
        </Dialog.Viewport>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

interface ConfirmProps {
  open: boolean;
  onClose: () => void;
  onConfirm: () => void;
  title: string;
  children: ReactNode;
  /** The verb on the button: what will happen. */
  confirm: string;
  danger?: boolean;
  busy?: boolean;
}

/** Asks before something that cannot be taken back. */
export function Confirm({
  open,
  onClose,
  onConfirm,
  title,
  children,
  confirm,
  danger = false,
  busy = false,
}: ConfirmProps) {
  const words = useWords(uiWords);
  return (
    <Sheet
      open={open}
      onClose={onClose}
      title={title}
      className="sheet--confirm"
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind={danger ? 'danger' : 'main'} busy={busy} onClick={onConfirm}>
            {confirm}
          </Button>
        </>
      }
    >
      <div className="sheet__body">{children}</div>
    </Sheet>
  );
}
