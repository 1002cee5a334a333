import { hasPicked } from '#web/features/chat/attachments/picked.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { isPageKept } from '../load-part.ts';
import './pwa.css';
import { pwaWords } from './words.ts';

/** Offers a new version; nobody is interrupted for it. Drafts are kept on the device as they are written. */
export function UpdateNotice({ onBegin, onClose }: { onBegin: () => void; onClose: () => void }) {
  const words = useWords(pwaWords);
  const stays = hasPicked() ? words.filesGo : words.draftsStay;
  return (
    <section className="update-notice" role="status">
      <div className="update-notice__text">
        <strong>{words.newVersion}</strong>
        <span>{isPageKept() ? words.inMeeting : stays}</span>
      </div>
      <Button size="sm" onClick={onClose}>
        {words.later}
      </Button>
      <Button size="sm" kind="main" disabled={isPageKept()} onClick={onBegin}>
        {words.begin}
      </Button>
    </section>
  );
}
