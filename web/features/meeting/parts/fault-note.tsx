import { useWords } from '#web/i18n/words.ts';
import { Banner } from '#web/ui/banner.tsx';
import { Button } from '#web/ui/button.tsx';
import type { Capture } from '../media/preview.ts';
import { type BrowserKind, browserKind } from '../model/browser-kind.ts';
import type { MediaFault } from '../model/devices.ts';
import { type FaultTexts, faultTexts } from '../words/faults.ts';

interface FaultNoteProps {
  /** 'both': microphone and camera have the same trouble. */
  use: Capture | 'both';
  fault: MediaFault;
  onRetry: () => void;
}

/** Where each browser keeps what it forbids. */
const HOW = {
  chromium: 'allowChromium',
  firefox: 'allowFirefox',
  safari: 'allowSafari',
  iphone: 'allowIphone',
  android: 'allowAndroid',
} as const satisfies Record<BrowserKind, keyof FaultTexts>;

/** Why a device is not on, and how to mend it. */
export function FaultNote({ use, fault, onRetry }: FaultNoteProps) {
  const words = useWords(faultTexts);
  return (
    <div className="fault-note">
      <Banner
        icon={use === 'microphone' ? 'mic-off' : 'video-off'}
        action={
          fault === 'insecure' ? undefined : (
            <Button size="sm" onClick={onRetry}>
              {words.tryAgain}
            </Button>
          )
        }
      >
        {captureFaultText(use, fault, words)}
      </Banner>
    </div>
  );
}

function captureFaultText(use: FaultNoteProps['use'], fault: MediaFault, words: FaultTexts): string {
  const name = words[use];
  switch (fault) {
    case 'denied':
      return words.denied(name, words[HOW[browserKind(navigator.userAgent)]]);
    case 'dismissed':
      return words.dismissed(name);
    case 'system-denied':
      return words.systemDenied(name);
    case 'missing':
      return words.missing(name);
    case 'in-use':
      return words.inUse(name);
    case 'insecure':
      return words.insecure(name);
    case 'unplugged':
      return words.unplugged(name);
    case 'failed':
      return words.failed(name);
  }
}
