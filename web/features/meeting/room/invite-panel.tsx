import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { QrCode } from '#web/ui/qr-code.tsx';
import { groupNumber, meetingLink } from '../model/number.ts';
import { copyAndSay } from '../parts/copy-and-say.ts';
import { hostWords } from '../words/host.ts';
import { roomWords } from '../words/room.ts';

interface InvitePanelProps {
  meeting: { number: string; title: string };
  /** Which those who come need; told to hosts. */
  passcode?: string | undefined;
}

/** Number, link and QR code: everything to bring somebody in. */
export function InvitePanel({ meeting, passcode = '' }: InvitePanelProps) {
  const words = useWords(roomWords);
  const host = useWords(hostWords);
  const link = meetingLink(location.origin, meeting.number);
  return (
    <div className="invite">
      <QrCode text={link} label={words.qrLabel} className="invite__code" />
      <p className="quiet">{words.qrText}</p>
      <dl className="invite__facts">
        <dt>{words.numberLabel}</dt>
        <dd className="invite__number num">{groupNumber(meeting.number)}</dd>
        {passcode !== '' && (
          <>
            <dt>{host.passcode}</dt>
            <dd className="invite__number num">{passcode}</dd>
          </>
        )}
        <dt>{words.linkLabel}</dt>
        <dd className="invite__link">{link}</dd>
      </dl>
      <Button kind="main" wide icon="copy" onClick={() => void copyAndSay(link, words.copied, words.copyFailed)}>
        {words.copyLink}
      </Button>
    </div>
  );
}
