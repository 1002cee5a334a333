import { useCallback, useEffect, useRef, useState } from 'react';
import type { PushSettings } from '#protocol/commands/push.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Segmented } from '#web/ui/segmented.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { Switch } from '#web/ui/switch.tsx';
import { DeviceCard } from './device-card.tsx';
import { InstallCard } from './install-card.tsx';
import './notifications.css';
import { QuietCard } from './quiet-card.tsx';
import { notificationWords } from './words.ts';

/** What reaches the person while the app is closed, on this device and in general; and the app itself. */
export function NotificationsPage() {
  const client = useClient();
  const words = useWords(notificationWords);
  const language = useLanguage();
  const online = useStatus().at === 'online';
  const [settings, setSettings] = useState<PushSettings>();
  const { run, failure } = useAction();
  const saving = useRef<Promise<void>>(Promise.resolve());
  const ask = useCallback(
    () => run(async () => setSettings((await client.call('push.state', {})).settings)),
    [client, run],
  );
  useEffect(() => {
    if (online) void ask();
  }, [online, ask]);
  if (settings === undefined && failure === undefined) return <SkeletonRows count={4} label={words.loading} />;
  // One after the other: the last one holds.
  const change = (next: PushSettings) => {
    setSettings(next);
    const kept = saving.current.then(() => client.call('push.settings', { settings: next }));
    saving.current = kept.then(
      () => undefined,
      () => void ask(),
    );
  };
  return (
    <>
      <DeviceCard />
      {settings && <What settings={settings} onChange={change} />}
      {settings && <QuietCard settings={settings} onChange={change} />}
      {failure && (
        <div className="section__failure" role="alert">
          {failureWords(failure, language)}
        </div>
      )}
      <InstallCard />
    </>
  );
}

interface SettingsProps {
  settings: PushSettings;
  onChange: (settings: PushSettings) => void;
}

function What({ settings, onChange }: SettingsProps) {
  const words = useWords(notificationWords);
  return (
    <section className="card">
      <div className="setting setting--wraps">
        <div className="setting__main">
          <span className="setting__title">{words.messages}</span>
          <span className="setting__text">{words.messagesText}</span>
        </div>
        <Segmented
          label={words.messages}
          value={settings.messages}
          options={[
            { value: 'all', label: words.all },
            { value: 'mentions', label: words.mentions },
            { value: 'none', label: words.none },
          ]}
          onChange={(messages) => onChange({ ...settings, messages })}
        />
      </div>
      <div className="setting setting--wraps">
        <div className="setting__main">
          <span className="setting__title">{words.shows}</span>
          <span className="setting__text">{words.showsText}</span>
        </div>
        <Segmented
          label={words.shows}
          value={settings.shows}
          options={[
            { value: 'all', label: words.showAll },
            { value: 'sender', label: words.sender },
            { value: 'nothing', label: words.nothing },
          ]}
          onChange={(shows) => onChange({ ...settings, shows })}
        />
      </div>
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.calls}</span>
          <span className="setting__text">{words.callsText}</span>
        </div>
        <Switch label={words.calls} checked={settings.calls} onChange={(calls) => onChange({ ...settings, calls })} />
      </div>
    </section>
  );
}
