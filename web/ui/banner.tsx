import type { ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

interface BannerProps {
  icon: IconName;
  children: ReactNode;
  action?: ReactNode;
  danger?: boolean;
}

/** A quiet strip under the head of a pane: pushes, never covers. */
export function Banner({ icon, children, action, danger = false }: BannerProps) {
  return (
    <div className={danger ? 'banner banner--danger' : 'banner'} role="status">
      <Icon name={icon} />
      <span>{children}</span>
      {action}
    </div>
  );
}
