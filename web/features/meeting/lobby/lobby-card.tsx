import { type FormEvent, useId, useState } from 'react';
import { failureText } from '#protocol/failures.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Attendee } from '#protocol/meetings.ts';
import { faultWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Avatar } from '#web/ui/avatar.tsx';
import { Banner } from '#web/ui/banner.tsx';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Icon } from '#web/ui/icon.tsx';
import type { CaptureState } from '../media/preview.ts';
import { useLevelSteps } from '../media/use-level.ts';
import type { Refusal } from '../model/meeting.ts';
import { groupNumber } from '../model/number.ts';
import { waitText } from '../model/wait.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import { faultTexts } from '../words/faults.ts';
import { lobbyWords } from '../words/lobby.ts';
import type { LobbyState } from './lobby.tsx';

const SEATS = 5;
const BARS = 8;

interface LobbyCardProps {
  meeting: LobbyState;
  microphone: CaptureState;
  /** A guest tells a name; a member has one. */
  guest: { name: string; onName: (name: string) => void } | undefined;
  /** The member's account. */
  me: string | undefined;
  onJoin: (quiet: boolean, passcode: string | undefined) => void;
}

/** Which meeting, who is there, and the ways in. */
export function LobbyCard({ meeting, microphone, guest, me, onJoin }: LobbyCardProps) {
  const words = useWords(lobbyWords);
  const language = useLanguage();
  const [asked, setAsked] = useState(false);
  const [passcode, setPasscode] = useState('');
  const nameless = guest !== undefined && guest.name.trim() === '';
  const refusal = meeting.at === 'lobby' ? meeting.refusal : undefined;
  const nameFault = refusal?.fields && faultWords(refusal.fields, 'name', language);
  const busy = meeting.at === 'asking' || meeting.at === 'entering';
  const { number, host, lobby } = meeting.view.meeting;
  const code = passcodeAsked(meeting, me);
  const waits = host.id !== me && (lobby === 'everybody' || (lobby === 'guests' && guest !== undefined));
  const codeless = code.asked && passcode.trim() === '';
  const title = useMeetingTitle(meeting.view.meeting);

  function go(quiet: boolean) {
    setAsked(true);
    if (!nameless && !codeless) onJoin(quiet, code.asked ? passcode.trim() : undefined);
  }
  function submit(event: FormEvent) {
    event.preventDefault();
    if (!busy) go(false);
  }
  return (
    <form className="prejoin__card" onSubmit={submit}>
      <p className="quiet">{words.hostedBy(host.nickname)}</p>
      <h1 className="prejoin__title">{title}</h1>
      <p className="quiet num">{words.number(groupNumber(number))}</p>
      {lobby === undefined && !meeting.view.meeting.passcode && <There attendees={meeting.view.attendees} />}
      {waits && (
        <p className="prejoin__names prejoin__door">
          <Icon name="lock" size="sm" /> {words.waitLobby}
        </p>
      )}
      {guest && (
        <Field
          label={words.yourName}
          placeholder={words.namePlaceholder}
          autoComplete="name"
          maxLength={40}
          value={guest.name}
          onChange={(event) => guest.onName(event.target.value)}
          error={asked && nameless ? words.nameNeeded : nameFault}
        />
      )}
      {code.asked && (
        <Field
          label={words.passcode}
          autoComplete="off"
          autoCapitalize="off"
          spellCheck={false}
          maxLength={LIMITS.meetingPasscodeChars}
          value={passcode}
          hint={words.passcodeHint}
          onChange={(event) => setPasscode(event.target.value)}
          error={asked && codeless ? words.passcodeNeeded : code.wrong ? words.passcodeWrong : undefined}
        />
      )}
      {refusal && nameFault === undefined && !code.told && <Refused refusal={refusal} />}
      <Button kind="main" size="lg" wide type="submit" busy={busy}>
        {busy ? words.joining : words.join}
      </Button>
      <Button kind="quiet" size="lg" wide disabled={busy} onClick={() => go(true)}>
        {words.joinQuiet}
      </Button>
      <CheckLine microphone={microphone} />
    </form>
  );
}

/** Whether a passcode is to be typed, and what became of the last one. */
function passcodeAsked(meeting: LobbyState, me: string | undefined) {
  const refused = meeting.at === 'lobby' ? meeting.refusal?.code : undefined;
  const wrong = refused === 'meeting.passcode-wrong';
  const told = wrong || refused === 'meeting.passcode-needed';
  const { passcode, host } = meeting.view.meeting;
  return { asked: told || (passcode === true && host.id !== me), wrong, told };
}

function There({ attendees }: { attendees: readonly Attendee[] }) {
  const words = useWords(lobbyWords);
  const noteId = useId();
  return (
    <>
      <div className="prejoin__there" aria-describedby={noteId}>
        <div className="together" aria-hidden="true">
          {attendees.slice(0, SEATS).map(({ identity, user, name }) => (
            <Avatar key={identity} id={user ?? identity} name={name} size={52} />
          ))}
          <span className="prejoin__seat">{words.you}</span>
        </div>
      </div>
      <p className="prejoin__names" id={noteId} aria-live="polite">
        {thereText(attendees, words)}
      </p>
    </>
  );
}

function thereText(attendees: readonly Attendee[], words: (typeof lobbyWords)['en']): string {
  const [first, second] = attendees.map(({ name, guest }) => (guest ? words.guestNamed(name) : name));
  if (first === undefined) return words.nobody;
  if (second === undefined) return words.oneHere(first);
  if (attendees.length === 2) return words.twoHere(first, second);
  return words.manyHere(first, second, attendees.length - 2);
}

function Refused({ refusal }: { refusal: Refusal }) {
  const words = useWords(lobbyWords);
  const faults = useWords(faultTexts);
  const language = useLanguage();
  const text = refusal.code === 'media.unavailable' ? words.mediaTrouble : failureText(refusal.code, language);
  return (
    <div className="prejoin__refusal" role="alert">
      <Banner danger icon="alert">
        {text} {waitText(refusal.retryAfterMs, faults)}
      </Banner>
    </div>
  );
}

function CheckLine({ microphone }: { microphone: CaptureState }) {
  const words = useWords(lobbyWords);
  const { lit, heard } = useLevelSteps(microphone.at === 'on' ? microphone.track : undefined, BARS);
  const texts = {
    off: words.micOff,
    starting: words.micStarting,
    fault: words.micOff,
    on: heard ? words.heard : words.speak,
  };
  return (
    <p className="check-line">
      <span className="meter" aria-hidden="true">
        {Array.from({ length: BARS }, (_, bar) => `bar-${bar}`).map((bar, index) => (
          <i key={bar} className={index < lit ? 'is-on' : undefined} />
        ))}
      </span>
      {texts[microphone.at]}
    </p>
  );
}
