import type { ReactNode } from 'react';
import { useMe } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { Frame, ListPane } from '#web/app/frame.tsx';
import { Link } from '#web/app/link.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { goBack } from '#web/app/navigation.ts';
import { PersonAvatar } from '#web/app/presence.tsx';
import type { SettingsPlace } from '#web/app/route.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import '#web/ui/styles/message.css';
import { Appearance } from './appearance.tsx';
import { DevicesPage } from './devices-page.tsx';
import { JobsPage, NotificationsPage } from './later-pages.tsx';
import { MyAccount } from './my-account.tsx';
import { PeoplePage } from './people-page.tsx';
import { SearchIndexPage } from './search-index/search-index-part.tsx';
import { SignOutRow } from './sign-out.tsx';
import './settings.css';
import { settingsWords } from './words.ts';

const PAGES: Record<SettingsPlace, () => ReactNode> = {
  me: MyAccount,
  appearance: Appearance,
  devices: DevicesPage,
  people: PeoplePage,
  'search-index': SearchIndexPage,
  notifications: NotificationsPage,
  jobs: JobsPage,
};

/** Without a page a PC shows the first one and a phone the list. */
export function SettingsPage({ page }: { page: SettingsPlace | undefined }) {
  const words = useWords(settingsWords);
  const shown = page ?? 'appearance';
  const Content = PAGES[shown];
  return (
    <Frame
      place="settings"
      pane={page === undefined ? 'list' : 'main'}
      list={<SettingsList shown={shown} chosen={page} />}
    >
      <main className="pane pane--main">
        <ConnectionBanner />
        <div className="pane__scroll">
          <div className="page">
            <PageHead title={words[shown]} lead={shown === 'devices' ? words.devicesLead : undefined} />
            <Content />
          </div>
        </div>
      </main>
    </Frame>
  );
}

function PageHead({ title, lead }: { title: string; lead: string | undefined }) {
  const words = useWords(settingsWords);
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  return (
    <header className="page__head">
      <span className="pane-back">
        <IconButton icon="left" label={words.back} onClick={() => goBack('/settings')} />
      </span>
      <div>
        <Heading className="page__title">{title}</Heading>
        {lead !== undefined && <p className="page__lead">{lead}</p>}
      </div>
    </header>
  );
}

interface SettingsListProps {
  shown: SettingsPlace;
  /** What the address names: a phone that shows the list shows nothing beside it. */
  chosen: SettingsPlace | undefined;
}

function SettingsList({ shown, chosen }: SettingsListProps) {
  const words = useWords(settingsWords);
  const current = useMediaQuery(PHONE) ? chosen : shown;
  const me = useMe();
  return (
    <ListPane label={words.title}>
      <header className="pane__head">
        <h1 className="pane__title">{words.title}</h1>
      </header>
      <div className="pane__scroll list-body">
        {me && (
          <NavRow to="/settings/me" on={current === 'me'} className="me-row">
            <PersonAvatar id={me.id} name={me.nickname} />
            <span className="row__main">
              <span className="row__title clip">{me.nickname}</span>
              <span className="row__preview clip">{me.email ?? me.phone ?? me.username}</span>
            </span>
          </NavRow>
        )}
        <IconRow to="/settings/appearance" icon="sun" on={current === 'appearance'}>
          {words.appearance}
        </IconRow>
        <IconRow to="/settings/devices" icon="laptop" on={current === 'devices'}>
          {words.devices}
        </IconRow>
        <IconRow to="/settings/notifications" icon="bell" on={current === 'notifications'}>
          {words.notifications}
        </IconRow>
        {me && me.role !== 'member' && (
          <IconRow to="/settings/people" icon="people" on={current === 'people'}>
            {words.people}
          </IconRow>
        )}
        <SearchIndexRow on={current === 'search-index'} />
        {me && me.role !== 'member' && (
          <IconRow to="/settings/jobs" icon="server" on={current === 'jobs'}>
            {words.jobs}
          </IconRow>
        )}
        <SignOutRow />
      </div>
    </ListPane>
  );
}

interface NavRowProps {
  to: string;
  on: boolean;
  className: string;
  children: ReactNode;
}

function NavRow({ to, on, className, children }: NavRowProps) {
  const names = on ? `row is-selected ${className}` : `row ${className}`;
  return (
    <Link className={names} to={to} aria-current={on ? 'page' : undefined}>
      {children}
    </Link>
  );
}

/** For owner and admins of the workspace. */
function SearchIndexRow({ on }: { on: boolean }) {
  const words = useWords(settingsWords);
  const role = useMe()?.role;
  if (role !== 'owner' && role !== 'admin') return null;
  return (
    <IconRow to="/settings/search-index" icon="search" on={on}>
      {words['search-index']}
    </IconRow>
  );
}

function IconRow({ icon, children, ...row }: Omit<NavRowProps, 'className'> & { icon: IconName }) {
  return (
    <NavRow {...row} className="nav-row">
      <Icon name={icon} />
      {children}
    </NavRow>
  );
}
