import { useCallback, useEffect, useState } from 'react';
import type { PresenceSettings } from '#protocol/presence.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Segmented } from '#web/ui/segmented.tsx';
import { Switch } from '#web/ui/switch.tsx';
import { settingsWords } from './words.ts';

/** How others see that this person is there. Shown once it is known, which needs a connection. */
export function PresenceCard() {
  const client = useClient();
  const words = useWords(settingsWords);
  const language = useLanguage();
  const online = useStatus().at === 'online';
  const [settings, setSettings] = useState<PresenceSettings>();
  const { run, failure } = useAction();
  const change = useCallback(
    (params: Partial<PresenceSettings>) => run(async () => setSettings(await client.call('presence.settings', params))),
    [client, run],
  );
  useEffect(() => {
    if (online) void change({});
  }, [online, change]);
  if (settings === undefined) return null;
  return (
    <section className="card">
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.availability}</span>
          <span className="setting__text">{words.availabilityText}</span>
        </div>
        <Segmented
          label={words.availability}
          value={settings.availability}
          options={[
            { value: 'auto', label: words.automatic },
            { value: 'busy', label: words.busy },
          ]}
          onChange={(availability) => void change({ availability })}
        />
      </div>
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.showLastSeen}</span>
          <span className="setting__text">{words.showLastSeenText}</span>
        </div>
        <Switch
          label={words.showLastSeen}
          checked={settings.showLastSeen}
          onChange={(showLastSeen) => void change({ showLastSeen })}
        />
      </div>
      {failure && (
        <div className="setting" role="alert">
          <span className="setting__text">{failureWords(failure, language)}</span>
        </div>
      )}
    </section>
  );
}
