import { useWords } from '#web/i18n/words.ts';
import { Button } from './button.tsx';
import { copyText } from './copy.ts';
import { QrCode } from './qr-code.tsx';
import './styles/new-link.css';
import { showToast } from './toast.tsx';
import { uiWords } from './words.ts';

/** A link that was just made, to be copied or read by a camera: it is shown this once. */
export function NewLink({ address }: { address: string }) {
  const words = useWords(uiWords);
  const copy = async () => showToast((await copyText(address)) ? words.copied : words.copyFailed);
  return (
    <section className="new-link" aria-label={words.newLink}>
      <QrCode text={address} label={words.qrLabel} className="new-link__code" />
      <span className="new-link__address">{address}</span>
      <span className="new-link__note">{words.shownOnce}</span>
      <Button kind="main" icon="copy" onClick={() => void copy()}>
        {words.copyLink}
      </Button>
    </section>
  );
}
