import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { GuestMark } from '../host/guest-mark.tsx';
import { MuteAll } from '../host/host-panel.tsx';
import { OwnTools } from '../host/own-tools.tsx';
import { PersonTools } from '../host/person-tools.tsx';
import { RemovedList } from '../host/removed-list.tsx';
import type { Hosting } from '../host/use-hosting.ts';
import { WaitingList } from '../host/waiting.tsx';
import type { Meeting } from '../model/meeting.ts';
import { inOrder } from '../model/people.ts';
import type { Person } from '../model/room-state.ts';
import type { MeetingSession } from '../session.ts';
import { hostWords } from '../words/host.ts';
import { roomWords } from '../words/room.ts';
import { Hands } from './hands.tsx';
import { VoiceBars } from './tile.tsx';
import { type Signs, useSigns, useSpotlight } from './use-signs.ts';
import { useVolume } from './volume.tsx';

interface PeoplePanelProps {
  session: MeetingSession;
  meeting: Extract<Meeting, { at: 'inside' }>;
  people: readonly Person[];
  onInvite: () => void;
  onControls: () => void;
  /** For hosts and co-hosts alone. */
  hosting: Hosting | undefined;
}

export function PeoplePanel({ session, meeting, people, onInvite, onControls, hosting }: PeoplePanelProps) {
  const words = useWords(roomWords);
  const host = useWords(hostWords);
  const signs = useSigns(session, meeting);
  return (
    <>
      {hosting && <WaitingList hosting={hosting} />}
      <Hands people={people} onLower={hosting && signs.lower} />
      <ul className="people-list">
        {inOrder(people).map((person) => (
          <PersonRow
            key={person.identity}
            session={session}
            meeting={meeting}
            person={person}
            hosting={hosting}
            signs={signs}
          />
        ))}
      </ul>
      {hosting && <RemovedList hosting={hosting} />}
      <footer className="side-panel__foot">
        {hosting && (
          <div className="host-tools">
            <MuteAll hosting={hosting} />
            <Button wide icon="shield" onClick={onControls}>
              {host.controls}
            </Button>
          </div>
        )}
        <Button wide icon="person-plus" onClick={onInvite}>
          {words.invite}
        </Button>
      </footer>
    </>
  );
}

interface PersonRowProps extends Pick<PeoplePanelProps, 'session' | 'meeting'> {
  person: Person;
  hosting: Hosting | undefined;
  signs: Signs;
}

function PersonRow({ session, meeting, person, hosting, signs }: PersonRowProps) {
  const words = useWords(roomWords);
  const host = useWords(hostWords);
  const spotlight = useSpotlight(person, signs);
  const volume = useVolume(session.seat, person);
  return (
    <li className="row row--tight people-list__row">
      <Avatar id={person.identity} name={person.name} size={36} />
      <span className="row__main">
        <span className="row__line">
          <span className="row__title clip">{person.me ? words.you(person.name) : person.name}</span>
          {person.host && <span className="chip">{words.host}</span>}
          {person.cohost && <span className="chip">{host.cohost}</span>}
          {person.guest && <GuestMark />}
        </span>
      </span>
      <span className="row__marks">
        {person.speaking && <VoiceBars />}
        {person.screen !== undefined && <Mark icon="share" label={words.sharing(person.name)} />}
        <Mark icon={person.microphone ? 'mic' : 'mic-off'} label={person.microphone ? words.micOn : words.micOff} />
        <Mark
          icon={person.camera === undefined ? 'video-off' : 'video'}
          label={person.camera === undefined ? words.camOff : words.camOn}
        />
        {person.me && (
          <OwnTools session={session} meeting={meeting} person={person} more={hosting ? [spotlight] : []} />
        )}
        {!hosting && !person.me && volume.button}
        {hosting && !person.me && <PersonTools person={person} hosting={hosting} more={[spotlight, volume.item]} />}
      </span>
      {!person.me && volume.slider}
    </li>
  );
}

function Mark({ icon, label }: { icon: 'mic' | 'mic-off' | 'video' | 'video-off' | 'share'; label: string }) {
  return (
    <span role="img" aria-label={label} title={label} className={icon.endsWith('off') ? 'mark-off' : undefined}>
      <Icon name={icon} size="sm" />
    </span>
  );
}
