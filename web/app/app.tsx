import { lazy, type ReactNode, Suspense, useEffect } from 'react';
import type { Client } from '#client/api.ts';
import { EntryGate } from '#web/features/account/entry-gate.tsx';
import { CallHost } from '#web/features/calls/host.tsx';
import { ChatDialogs } from '#web/features/chat/chat-dialogs.tsx';
import { ChatsPage } from '#web/features/chat/chats-page.tsx';
import { NudgeShake } from '#web/features/chat/contents/nudging.tsx';
import { LeftNews } from '#web/features/chat/groups/left.tsx';
import { VoiceBar } from '#web/features/chat/voice/voice-bar.tsx';
import { MeetingHost } from '#web/features/meeting/host.tsx';
import { SoonNewsPlace } from '#web/features/meeting/planning/soon-later.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { Toaster } from '#web/ui/toast.tsx';
import { CalendarPlace } from './calendar-sheet.tsx';
import { ClientProvider } from './client.tsx';
import { DeviceNews } from './device-news.tsx';
import { Frame } from './frame.tsx';
import { loadPart } from './load-part.ts';
import { useRoute } from './navigation.ts';
import { NotFound } from './not-found.tsx';
import { ProfileSheetPlace } from './profile-sheet.tsx';
import type { Route } from './route.ts';
import { SearchArriving, SearchKeys } from './search-keys.tsx';
import { Stumble } from './stumble.tsx';
import { TabTitle } from './tab-title.tsx';

const MeetingsPage = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/meeting/meetings-page.tsx'))).MeetingsPage,
}));

const GuestJoinPage = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/meeting/meetings-page.tsx'))).GuestJoinPage,
}));

const ContactsPage = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/contacts/contacts-page.tsx'))).ContactsPage,
}));

const JoinPage = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/chat/groups/join-page.tsx'))).JoinPage,
}));

const SettingsPage = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/settings/settings-page.tsx'))).SettingsPage,
}));

export function App({ client }: { client: Client }) {
  const language = useLanguage();
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  }, [language]);
  return (
    <ClientProvider client={client}>
      <Stumble>
        <Place />
      </Stumble>
      <MeetingHost />
      <CallHost />
      <Toaster />
    </ClientProvider>
  );
}

/** A meeting draws itself over everything and needs no account; the rest is behind the door. */
function Place() {
  const route = useRoute();
  if (route.at === 'meeting') return null;
  return (
    <EntryGate
      route={route}
      guest={
        <Suspense fallback={<main className="whole-page" aria-busy="true" />}>
          <GuestJoinPage />
        </Suspense>
      }
    >
      <TabTitle route={route} />
      <Stumble key={isChats(route) ? 'chats' : route.at}>
        <Screen route={route} />
      </Stumble>
      <ChatDialogs />
      <DeviceNews />
      <LeftNews />
      <NudgeShake />
      <ProfileSheetPlace />
      <CalendarPlace />
      <SoonNewsPlace />
      <VoiceBar open={route.at === 'conversation' ? route.id : undefined} />
      <SearchKeys route={route} />
    </EntryGate>
  );
}

/** The frame stands while the page's script is on its way. */
function Arriving({ place, children }: { place: 'chats' | 'contacts' | 'settings'; children: ReactNode }) {
  return (
    <Suspense
      fallback={
        <Frame place={place} pane="main">
          <main className="pane pane--main" aria-busy="true" />
        </Frame>
      }
    >
      {children}
    </Suspense>
  );
}

/** Where the list and a conversation stand side by side: they stay while one goes from one to the other. */
function isChats({ at }: Route): boolean {
  return at === 'chats' || at === 'conversation' || at === 'search';
}

const SearchPane = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/search/search-pane.tsx'))).SearchPane,
}));

function Screen({ route }: { route: Route }) {
  switch (route.at) {
    case 'conversation':
      return <ChatsPage open={route.id} details={route.details} thread={route.thread} />;
    case 'search':
      return (
        <ChatsPage
          open={route.open}
          details={false}
          thread={route.thread}
          list={
            <Suspense fallback={<SearchArriving />}>
              <SearchPane />
            </Suspense>
          }
        />
      );
    case 'contacts':
      return (
        <Arriving place="contacts">
          <ContactsPage chosen={route.person} page={route.page} />
        </Arriving>
      );
    case 'join':
      return (
        <Arriving place="chats">
          <JoinPage token={route.token} />
        </Arriving>
      );
    case 'meetings':
      return (
        <Frame place="meetings" pane="main">
          <Suspense fallback={<main className="pane pane--main" aria-busy="true" />}>
            <MeetingsPage />
          </Suspense>
        </Frame>
      );
    case 'settings':
      return (
        <Arriving place="settings">
          <SettingsPage page={route.page} />
        </Arriving>
      );
    case 'threads':
    case 'channels':
      return <ChatsPage open={undefined} details={false} page={route.at} />;
    case 'unknown':
      return <NotFound />;
    default:
      return <ChatsPage open={undefined} details={false} />;
  }
}
