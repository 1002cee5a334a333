import { lazy, Suspense } from 'react';
import type { Summary } from '#protocol/conversations.ts';
import { useConversation, usePerson } from '#web/app/client.tsx';
import { loadPart } from '#web/app/load-part.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useTitle } from '#web/app/names.ts';
import { PersonAvatar, PresenceText } from '#web/app/presence.tsx';
import { showProfile } from '#web/app/profile-sheet.tsx';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import '#web/ui/styles/details.css';
import { AboutName } from './about-name.tsx';
import { toggleDetails } from './conversation-pane.tsx';
import { openDialog } from './dialogs.ts';
import { KeptHere } from './pins/pins-button.tsx';
import { chatWords } from './words.ts';

const GroupDetails = lazy(async () => ({
  default: (await loadPart(() => import('./groups/group-details.tsx'))).GroupDetails,
}));

/** Who is in a conversation and what one may change about it. */
export function DetailsPane({ id }: { id: string }) {
  const words = useWords(chatWords);
  const view = useConversation(id);
  const { summary } = view;
  // On a phone it is all of the page.
  const phone = useMediaQuery(PHONE);
  const [Pane, Heading] = phone ? (['main', 'h1'] as const) : (['aside', 'h2'] as const);
  if (summary === undefined) return null;
  return (
    <Pane
      className="pane pane--details"
      aria-label={words.details}
      onKeyDown={(event) => event.key === 'Escape' && toggleDetails(id, true)}
    >
      <header className="pane__head">
        {phone && <IconButton icon="left" label={words.closeDetails} onClick={() => toggleDetails(id, true)} />}
        <Heading className="pane__title">{words.details}</Heading>
        {!phone && <IconButton icon="close" label={words.closeDetails} onClick={() => toggleDetails(id, true)} />}
      </header>
      <div className="pane__scroll">
        {summary.peer === undefined ? (
          <Suspense fallback={<SkeletonRows count={3} label={words.loading} />}>
            <GroupDetails view={view} summary={summary} />
          </Suspense>
        ) : (
          <>
            <Direct summary={summary} />
            <KeptHere conversation={id} />
          </>
        )}
      </div>
    </Pane>
  );
}

function AboutAction({ icon, label, onPress }: { icon: IconName; label: string; onPress: () => void }) {
  return (
    <button type="button" className="about__action" onClick={onPress}>
      <Icon name={icon} />
      {label}
    </button>
  );
}

function Direct({ summary }: { summary: Summary }) {
  const words = useWords(chatWords);
  const title = useTitle(summary);
  const person = usePerson(summary.peer);
  return (
    <div className="about">
      <PersonAvatar id={summary.peer ?? summary.id} name={title} size={72} />
      <AboutName>{title}</AboutName>
      <p className="about__text">
        <PresenceText id={summary.peer} />
      </p>
      <div className="about__actions">
        <AboutAction icon="contacts" label={words.profile} onPress={() => showProfile(summary.peer)} />
        <AboutAction
          icon="people"
          label={words.makeGroupWith}
          onPress={() => openDialog({ is: 'new-group', people: person ? [person] : [] })}
        />
      </div>
    </div>
  );
}
