import { create } from 'qrcode';
import { useMemo } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { groupNumber, meetingLink } from '../model/number.ts';
import { copyAndSay } from '../parts/copy-and-say.ts';
import { roomWords } from '../words/room.ts';

/** Number, link and QR code: everything to bring somebody in. */
export function InvitePanel({ meeting }: { meeting: { number: string; title: string } }) {
  const words = useWords(roomWords);
  const link = meetingLink(location.origin, meeting.number);
  return (
    <div className="invite">
      <QrCode text={link} label={words.qrLabel} />
      <p className="quiet">{words.qrText}</p>
      <dl className="invite__facts">
        <dt>{words.numberLabel}</dt>
        <dd className="invite__number num">{groupNumber(meeting.number)}</dd>
        <dt>{words.linkLabel}</dt>
        <dd className="invite__link">{link}</dd>
      </dl>
      <Button kind="main" wide icon="copy" onClick={() => void copyAndSay(link, words.copied, words.copyFailed)}>
        {words.copyLink}
      </Button>
    </div>
  );
}

const QUIET_ZONE = 2;

function QrCode({ text, label }: { text: string; label: string }) {
  const { path, side } = useMemo(() => {
    const { size, data } = create(text, { errorCorrectionLevel: 'M' }).modules;
    let drawn = '';
    for (let row = 0; row < size; row += 1) {
      for (let column = 0; column < size; column += 1) {
        if (data[row * size + column]) drawn += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
      }
    }
    return { path: drawn, side: size + 2 * QUIET_ZONE };
  }, [text]);
  return (
    <svg
      className="invite__code"
      viewBox={`0 0 ${side} ${side}`}
      role="img"
      aria-label={label}
      shapeRendering="crispEdges"
    >
      <path d={path} />
    </svg>
  );
}
