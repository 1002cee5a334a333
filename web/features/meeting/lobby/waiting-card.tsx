import { useEffect, useRef } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import type { Meeting } from '../model/meeting.ts';
import { groupNumber } from '../model/number.ts';
import { useMeetingTitle } from '../parts/meeting-title.ts';
import { lobbyWords } from '../words/lobby.ts';

interface WaitingCardProps {
  meeting: Extract<Meeting, { at: 'waiting' }>;
  /** The name that a guest gave. */
  guest: string | undefined;
  onLeave: () => void;
}

/** Somebody waits for a host to let them in: for what, for whom, and the way out. */
export function WaitingCard({ meeting, guest, onLeave }: WaitingCardProps) {
  const words = useWords(lobbyWords);
  const place = useRef<HTMLHeadingElement>(null);
  const { number, host } = meeting.view.meeting;
  const title = useMeetingTitle(meeting.view.meeting);
  useEffect(() => place.current?.focus(), []);
  return (
    <section className="prejoin__card waiting">
      <p className="quiet">{words.hostedBy(host.nickname)}</p>
      <h1 className="prejoin__title" ref={place} tabIndex={-1}>
        {title}
      </h1>
      <p className="quiet num">{words.number(groupNumber(number))}</p>
      <div className="waiting__dots" aria-hidden="true">
        <i />
        <i />
        <i />
      </div>
      <div role="status">
        <p className="waiting__what">{words.waitTitle}</p>
        <p className="quiet waiting__hosted">
          {meeting.hosted !== undefined && (meeting.hosted ? words.waitHosted : words.waitUnhosted)}
        </p>
      </div>
      {guest !== undefined && guest !== '' && (
        <p className="waiting__name">
          <span className="clip">{words.waitName(guest)}</span>
          <span className="chip">{words.guestMark}</span>
        </p>
      )}
      <Button size="lg" wide onClick={onLeave}>
        {words.waitLeave}
      </Button>
    </section>
  );
}
