import { useState } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { QrCode } from '#web/ui/qr-code.tsx';
import { groupNumber, meetingLink } from '../model/number.ts';
import { copyAndSay } from '../parts/copy-and-say.ts';
import { planWords } from './words.ts';

interface JoinFactsProps {
  number: string;
  passcode?: string | undefined;
}

/** All that one needs to come in: number, passcode, link, and the link as a square for cameras. */
export function JoinFacts({ number, passcode }: JoinFactsProps) {
  const words = useWords(planWords);
  const [qr, setQr] = useState(false);
  const link = meetingLink(location.origin, number);
  return (
    <div className="plan-facts">
      <dl className="plan-facts__list">
        <Fact name={words.number} value={groupNumber(number)} copy={words.copyNumber} strong />
        {passcode !== undefined && <Fact name={words.passcode} value={passcode} copy={words.copyPasscode} strong />}
        <Fact name={words.link} value={link} copy={words.copyLink} />
      </dl>
      <Button size="sm" icon="qr" aria-expanded={qr} onClick={() => setQr(!qr)}>
        {words.showQr}
      </Button>
      {qr && <QrCode text={link} label={words.qr} className="plan-facts__code" />}
    </div>
  );
}

interface FactProps {
  name: string;
  value: string;
  copy: string;
  strong?: boolean;
}

function Fact({ name, value, copy, strong = false }: FactProps) {
  const words = useWords(planWords);
  return (
    <div className="plan-facts__fact">
      <dt>{name}</dt>
      <dd>
        <span className={strong ? 'plan-facts__value num is-strong' : 'plan-facts__value'}>{value}</span>
        <IconButton
          icon="copy"
          size="sm"
          label={copy}
          onClick={() => void copyAndSay(value, words.copied, words.copyFailed)}
        />
      </dd>
    </div>
  );
}
