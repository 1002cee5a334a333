import { useCallback, useEffect, useState } from 'react';
import { asFailure } from '#kernel/failure.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { type PushStanding, pushStanding, turnPushOff, turnPushOn } from '#web/app/pwa/push-device.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { notificationWords } from './words.ts';

/** Whether this device takes notifications, as it really is. */
export function DeviceCard() {
  const client = useClient();
  const words = useWords(notificationWords);
  const language = useLanguage();
  const online = useStatus().at === 'online';
  const [standing, setStanding] = useState<PushStanding>();
  const [refused, setRefused] = useState(false);
  const { run, busy, failure } = useAction();
  const look = useCallback(() => run(async () => setStanding(await pushStanding(client))), [client, run]);
  useEffect(() => {
    if (online) void look();
  }, [online, look]);
  async function turn(on: boolean) {
    setRefused(false);
    await run(async () => {
      try {
        await (on ? turnPushOn(client) : turnPushOff(client));
      } catch (error) {
        // What the browser itself says no to is told in words of ours.
        if (error instanceof DOMException) setRefused(true);
        else throw asFailure(error);
      }
    });
    await look();
  }
  async function test() {
    if (await run(() => client.call('push.test', {}))) showToast(words.tested);
  }
  if (standing === undefined) return null;
  const problem = refused ? words.refused : failure && failureWords(failure, language);
  return (
    <section className="card">
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.device}</span>
          <span className="setting__text">{words[standing]}</span>
          {problem !== undefined && (
            <span className="setting__text" role="alert">
              {problem}
            </span>
          )}
        </div>
        {standing === 'off' && (
          <Button size="sm" kind="main" busy={busy} onClick={() => void turn(true)}>
            {words.turnOn}
          </Button>
        )}
        {standing === 'on' && (
          <Button size="sm" busy={busy} onClick={() => void turn(false)}>
            {words.turnOff}
          </Button>
        )}
      </div>
      {standing === 'on' && (
        <div className="setting">
          <div className="setting__main">
            <span className="setting__title">{words.test}</span>
            <span className="setting__text">{words.testText}</span>
          </div>
          <Button size="sm" busy={busy} onClick={() => void test()}>
            {words.test}
          </Button>
        </div>
      )}
    </section>
  );
}
