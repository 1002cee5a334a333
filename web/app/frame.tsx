import { createContext, type ReactNode, useContext } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Badge } from '#web/ui/badge.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { Mark } from '#web/ui/mark.tsx';
import { useMe } from './client.tsx';
import { useRequestCount } from './contact-requests.ts';
import { Link } from './link.tsx';
import { PHONE, useMediaQuery } from './media-query.ts';
import { PersonAvatar } from './presence.tsx';
import { useUnreadTotal } from './unread.ts';
import { appWords } from './words.ts';

export type Place = 'chats' | 'contacts' | 'meetings' | 'settings';

interface FrameProps {
  place: Place;
  /** Which pane a phone shows. */
  pane: 'list' | 'main' | 'details';
  list?: ReactNode;
  children: ReactNode;
  details?: ReactNode;
  /** How the details are laid out. */
  beside?: 'details' | 'thread';
}

/** PC: rail · list · main · details. Phone: one of them, and the rail at the foot. `children` is the `<main>` pane. */
export function Frame({ place, pane, list, children, details, beside = 'details' }: FrameProps) {
  const kind = list === undefined ? 'frame frame--wide' : details ? `frame frame--${beside}` : 'frame';
  return (
    <PaneContext value={pane}>
      <div className={kind} data-pane={pane}>
        <Rail place={place} />
        {list}
        {children}
        {details}
      </div>
    </PaneContext>
  );
}

const PaneContext = createContext<FrameProps['pane']>('main');

/** The list beside the main pane; on a phone that shows only it, it is the main one. */
export function ListPane({ label, children }: { label: string; children: ReactNode }) {
  const phone = useMediaQuery(PHONE);
  const pane = useContext(PaneContext);
  const Pane = phone && pane === 'list' ? 'main' : 'section';
  return (
    <Pane className="pane pane--list" aria-label={label}>
      {children}
    </Pane>
  );
}

function Rail({ place }: { place: Place }) {
  const words = useWords(appWords);
  const me = useMe();
  const unread = useUnreadTotal();
  const requests = useRequestCount();
  return (
    <nav className="rail" aria-label={words.main}>
      <Link className="rail__home" to="/" aria-label={words.name}>
        <Mark />
      </Link>
      <RailItem to="/" icon="chat" label={words.chats} active={place === 'chats'}>
        <Badge count={unread} label={words.unread(unread)} />
      </RailItem>
      <RailItem to="/contacts" icon="contacts" label={words.contacts} active={place === 'contacts'}>
        <Badge count={requests} label={words.requests(requests)} />
      </RailItem>
      <RailItem to="/meetings" icon="video" label={words.meet} active={place === 'meetings'} />
      <span className="rail__gap" />
      <RailItem to="/settings" icon="settings" label={words.settings} active={place === 'settings'} />
      {me && (
        <Link className="rail__me" to="/settings/me" title={me.nickname}>
          <span className="visually-hidden">{words.meNamed(me.nickname)}</span>
          <PersonAvatar id={me.id} name={me.nickname} size={36} />
        </Link>
      )}
    </nav>
  );
}

interface RailItemProps {
  to: string;
  icon: IconName;
  label: string;
  active: boolean;
  children?: ReactNode;
}

function RailItem({ to, icon, label, active, children }: RailItemProps) {
  return (
    <Link className={active ? 'rail__item is-active' : 'rail__item'} to={to} aria-current={active ? 'page' : undefined}>
      <span className="rail__icon">
        <Icon name={icon} />
        {children}
      </span>
      <span className="rail__label">{label}</span>
    </Link>
  );
}
