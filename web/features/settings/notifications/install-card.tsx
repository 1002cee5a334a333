import { useInstall } from '#web/app/pwa/install.ts';
import { isInstalled } from '#web/app/pwa/push-device.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { notificationWords } from './words.ts';

/** The app on this device: there, offered by the browser, or to be found in its menu. */
export function InstallCard() {
  const words = useWords(notificationWords);
  const install = useInstall();
  const apple = /iPhone|iPad/.test(navigator.userAgent);
  const how = apple ? words.installApple : words.installBy;
  return (
    <section className="card">
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.app}</span>
          <span className="setting__text">
            {isInstalled() ? words.installed : install === undefined ? how : words.installText}
          </span>
          <span className="setting__text">{words.waiting}</span>
        </div>
        {install && (
          <Button size="sm" kind="main" icon="download" onClick={install}>
            {words.install}
          </Button>
        )}
      </div>
    </section>
  );
}
