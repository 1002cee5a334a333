import { useEffect, useId, useRef, useState } from 'react';
import { type CallView, callingOf } from '#client/calling.ts';
import { useClient, useMe, usePerson } from '#web/app/client.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useName } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { CallFace } from './call-face.tsx';
import { faceOf, useCallTitle, useSummary } from './call-title.ts';
import { callWords } from './words.ts';

interface IncomingProps {
  view: CallView;
  /** One is in a call already. */
  busy: boolean;
  /** `hold`: the call that one is in waits. */
  onAnswer: (camera: boolean, hold: boolean) => void;
  onDeclined: () => void;
}

/** A call that rings: the whole screen of a phone, a sheet in the corner of a PC. */
export function Incoming(props: IncomingProps) {
  const phone = useMediaQuery(PHONE);
  const client = useClient();
  const words = useWords(callWords);
  const { entry } = props.view;
  const { conversation, call } = entry;
  const later = useSummary(conversation)?.kind === 'direct' ? conversation : undefined;
  const decline = () => {
    // When the server is out of reach it rings no more here, and by itself no more there.
    callingOf(client)
      .decline(call)
      .catch(() => undefined);
    props.onDeclined();
  };
  const sayLater = () => {
    if (later !== undefined) client.send(later, words.laterText);
    decline();
  };
  const shown = { ...props, onDecline: decline, ...(later === undefined ? {} : { onLater: sayLater }) };
  return phone ? <WholeScreen {...shown} /> : <CornerSheet {...shown} />;
}

type ShownProps = IncomingProps & { onDecline: () => void; onLater?: () => void };

function useCaller({ view: { entry } }: IncomingProps) {
  const words = useWords(callWords);
  const me = useMe()?.id ?? '';
  const title = useCallTitle(entry, undefined);
  const summary = useSummary(entry.conversation);
  const caller = useName(entry.by) ?? words.somebody;
  const job = usePerson(entry.by)?.job;
  const video = entry.mode === 'video';
  const kind = entry.group ? words.incomingGroup(title) : video ? words.incomingVideo : words.incomingVoice;
  const face = faceOf(entry, summary, me) ?? entry.by;
  return { name: caller, kind, job, video, face };
}

/** Escape refuses and Enter takes, but only for whoever is in the sheet: nobody answers while typing. */
function CornerSheet(props: ShownProps) {
  const words = useWords(callWords);
  const { name, kind, job, video, face } = useCaller(props);
  const title = useId();
  const [begun] = useState(() => leftMs(props.view));
  return (
    <section
      className="call-sheet"
      role="alertdialog"
      aria-labelledby={title}
      onKeyDown={(event) => event.key === 'Escape' && props.onDecline()}
    >
      <p className="visually-hidden" role="alert">
        {words.incoming(name)}
      </p>
      <div className="call-sheet__who">
        <CallFace user={face} conversation={props.view.entry.conversation} title={name} size={72} rings />
        <div className="head-who">
          <span className="quiet clip">{kind}</span>
          <h2 className="call-sheet__name clip" id={title}>
            {name}
          </h2>
          {job !== undefined && job !== '' && <span className="quiet clip">{job}</span>}
        </div>
      </div>
      <div className="call-sheet__line" aria-hidden="true">
        <i style={{ animationDuration: `${begun}ms` }} />
      </div>
      <div className={video ? 'call-sheet__actions' : 'call-sheet__actions call-sheet__actions--two'}>
        <Button kind="danger" size="lg" onClick={props.onDecline}>
          {words.decline}
        </Button>
        {video && (
          <Button size="lg" onClick={() => props.onAnswer(false, props.busy)}>
            {words.answerVoice}
          </Button>
        )}
        <Button kind="ok" size="lg" icon={video ? 'video' : 'phone'} onClick={() => props.onAnswer(video, props.busy)}>
          {props.busy ? words.holdAnswer : words.answer}
        </Button>
      </div>
      {props.busy && (
        <p className="call-sheet__note">
          <LeaveAndAnswer onAnswer={() => props.onAnswer(video, false)} />
        </p>
      )}
      {!props.busy && props.onLater && (
        <p className="call-sheet__note">
          {words.busyWord}{' '}
          <button type="button" className="text-link" onClick={props.onLater}>
            {words.sayLater}
          </button>
        </p>
      )}
    </section>
  );
}

function LeaveAndAnswer({ onAnswer }: { onAnswer: () => void }) {
  const words = useWords(callWords);
  return (
    <>
      {words.inCall}{' '}
      <button type="button" className="text-link" onClick={onAnswer}>
        {words.leaveAnswer}
      </button>
    </>
  );
}

function WholeScreen(props: ShownProps) {
  const words = useWords(callWords);
  const { name, kind, job, video, face } = useCaller(props);
  const title = useId();
  const place = useRef<HTMLElement>(null);
  useEffect(() => place.current?.focus(), []);
  return (
    <section className="phone-call stage" role="alertdialog" aria-labelledby={title} tabIndex={-1} ref={place}>
      <div className="phone-call__who">
        <CallFace user={face} conversation={props.view.entry.conversation} title={name} size={128} rings />
        <h1 className="phone-call__name" id={title}>
          {name}
        </h1>
        <p className="quiet phone-call__kind">{[kind, job].filter(Boolean).join(' · ')}</p>
      </div>
      <div className="phone-call__foot">
        {!props.busy && props.onLater && (
          <button type="button" className="phone-call__later" onClick={props.onLater}>
            {words.sayLater}
          </button>
        )}
        {props.busy && (
          <button type="button" className="phone-call__later" onClick={() => props.onAnswer(video, false)}>
            {words.leaveAnswer}
          </button>
        )}
        <div className={video ? 'phone-call__actions' : 'phone-call__actions phone-call__actions--two'}>
          <BigControl kind="no" icon="phone-down" label={words.decline} onPress={props.onDecline} />
          {video && (
            <BigControl icon="phone" label={words.voiceOnly} onPress={() => props.onAnswer(false, props.busy)} />
          )}
          <BigControl
            kind="yes"
            icon={video ? 'video' : 'phone'}
            label={props.busy ? words.holdAnswer : words.answer}
            onPress={() => props.onAnswer(video, props.busy)}
          />
        </div>
      </div>
    </section>
  );
}

interface BigControlProps {
  icon: IconName;
  label: string;
  kind?: 'yes' | 'no';
  onPress: () => void;
}

function BigControl({ icon, label, kind, onPress }: BigControlProps) {
  return (
    <button type="button" className={kind ? `big-control big-control--${kind}` : 'big-control'} onClick={onPress}>
      <span className="big-control__face">
        <Icon name={icon} />
      </span>
      {label}
    </button>
  );
}

/** How long it rings still, by this device's clock; a clock that is wrong makes the line wrong and nothing else. */
function leftMs({ entry }: CallView): number {
  return Math.min(45_000, Math.max(1000, (entry.until ?? 0) - Date.now()));
}
