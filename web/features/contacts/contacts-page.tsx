import { lazy, Suspense } from 'react';
import { usePerson } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { Frame } from '#web/app/frame.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { goBack } from '#web/app/navigation.ts';
import type { ContactsPlace } from '#web/app/route.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import '#web/ui/styles/details.css';
import './contacts.css';
import { ContactsList } from './contacts-list.tsx';
import { ProfileCard } from './profile-card.tsx';
import { RequestsPane } from './requests-pane.tsx';
import { contactsWords } from './words.ts';

const CompanyPane = lazy(async () => ({
  default: (await loadPart(() => import('./company/company-pane.tsx'))).CompanyPane,
}));

const CallsPane = lazy(async () => ({
  default: (await loadPart(() => import('#web/features/calls/calls-pane.tsx'))).CallsPane,
}));

/** Everybody whom one knows and everybody on this server, and what is chosen of them. */
export function ContactsPage({ chosen, page }: { chosen: string | undefined; page: ContactsPlace | undefined }) {
  const alone = chosen === undefined && page === undefined;
  return (
    <Frame place="contacts" pane={alone ? 'list' : 'main'} list={<ContactsList chosen={chosen} page={page} />}>
      <Chosen chosen={chosen} page={page} />
    </Frame>
  );
}

function Chosen({ chosen, page }: { chosen: string | undefined; page: ContactsPlace | undefined }) {
  if (chosen !== undefined) return <Profile key={chosen} id={chosen} />;
  if (page === 'requests') return <RequestsPane />;
  if (page === undefined) return <NobodyChosen />;
  if (page === 'calls') {
    return (
      <Suspense fallback={<main className="pane pane--main" aria-busy="true" />}>
        <CallsPane />
      </Suspense>
    );
  }
  return (
    <Suspense fallback={<main className="pane pane--main" aria-busy="true" />}>
      <CompanyPane department={page === 'company' ? undefined : page.department} />
    </Suspense>
  );
}

function NobodyChosen() {
  const words = useWords(contactsWords);
  return (
    <main className="pane pane--main">
      <ConnectionBanner />
      <Empty art="apart" title={words.pickTitle}>
        {words.pickText}
      </Empty>
    </main>
  );
}

function Profile({ id }: { id: string }) {
  const words = useWords(contactsWords);
  const person = usePerson(id);
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  return (
    <main className="pane pane--main" aria-busy={person === undefined}>
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.back} onClick={() => goBack('/contacts')} />
        </span>
        <Heading className="head-who__name clip">{words.profile}</Heading>
      </header>
      <ConnectionBanner />
      <div className="pane__scroll profile-place">
        <ProfileCard id={id} />
      </div>
    </main>
  );
}
