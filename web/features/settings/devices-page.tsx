import { type ReactNode, useState } from 'react';
import type { DeviceId } from '#protocol/common.ts';
import type { Device, DeviceClass } from '#protocol/devices.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useDeviceTitle } from '#web/app/device-news.tsx';
import { failureWords } from '#web/app/failure.ts';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useLanguage } from '#web/i18n/language.ts';
import { agoTime, fullTime } from '#web/i18n/time.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import { Confirm } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { DeviceNameSheet } from './device-name-sheet.tsx';
import { useDevices } from './use-devices.ts';
import { settingsWords } from './words.ts';

/** A device is called new for this long after it signed in. */
const NEW_MS = 24 * 3600_000;

const ICONS: Record<DeviceClass, IconName> = { computer: 'laptop', phone: 'mobile', tablet: 'tablet', other: 'globe' };

/** Where this person is signed in, and the way to end it there. */
export function DevicesPage() {
  const words = useWords(settingsWords);
  const language = useLanguage();
  const { devices, online, failure, busy, load } = useDevices();
  if (devices === undefined && failure === undefined) {
    return (
      <section className="card">
        <SkeletonRows count={3} label={words.loading} />
      </section>
    );
  }
  if (devices === undefined) {
    return (
      <section className="card">
        <div className="setting" role="alert">
          <div className="setting__main">{failure && failureWords(failure, language)}</div>
          <Button size="sm" busy={busy} onClick={() => void load()}>
            {words.tryAgain}
          </Button>
        </div>
      </section>
    );
  }
  return <DeviceList devices={devices} online={online} changed={load} />;
}

/** What is going to be signed out, once it is confirmed, or to be named. */
type Asking = { is: 'one'; device: Device } | { is: 'others' } | { is: 'name'; device: Device };

interface DeviceListProps {
  devices: readonly Device[];
  online: ReadonlySet<DeviceId>;
  changed: () => Promise<boolean>;
}

function DeviceList({ devices, online, changed }: DeviceListProps) {
  const words = useWords(settingsWords);
  const [asking, setAsking] = useState<Asking>();
  const here = devices.filter(({ current }) => current);
  const others = devices.filter(({ current }) => !current);
  return (
    <>
      <GroupTitle>{words.thisDevice}</GroupTitle>
      <section className="card">
        {here.map((device) => (
          <DeviceRow key={device.id} device={device} online onName={() => setAsking({ is: 'name', device })} />
        ))}
      </section>
      <GroupTitle>{others.length === 0 ? words.onlyHere : words.otherDevices(others.length)}</GroupTitle>
      {others.length > 0 && (
        <section className="card">
          {others.map((device) => (
            <DeviceRow
              key={device.id}
              device={device}
              online={online.has(device.id)}
              onName={() => setAsking({ is: 'name', device })}
              onSignOut={() => setAsking({ is: 'one', device })}
            />
          ))}
        </section>
      )}
      {others.length > 1 && (
        <div>
          <Button kind="line" icon="logout" onClick={() => setAsking({ is: 'others' })}>
            {words.signOutOthers}
          </Button>
        </div>
      )}
      <SignOutQuestion
        asking={asking?.is === 'name' ? undefined : asking}
        onClose={() => setAsking(undefined)}
        changed={changed}
      />
      {asking?.is === 'name' && (
        <DeviceNameSheet device={asking.device} onClose={() => setAsking(undefined)} changed={changed} />
      )}
    </>
  );
}

/** The page's own title is the first heading of a phone, and the second of a PC. */
function GroupTitle({ children }: { children: ReactNode }) {
  const Heading = useMediaQuery(PHONE) ? 'h2' : 'h3';
  return <Heading className="group-title">{children}</Heading>;
}

interface DeviceRowProps {
  device: Device;
  online: boolean;
  onName: () => void;
  onSignOut?: () => void;
}

function DeviceRow({ device, online, onName, onSignOut }: DeviceRowProps) {
  const words = useWords(settingsWords);
  const language = useLanguage();
  const title = useDeviceTitle()(device.name) || words.unnamedDevice;
  const now = Date.now();
  const seenText = () => (online ? words.onlineNow : agoTime(device.seenAt, now, language));
  return (
    <div className="setting setting--device">
      <span className="setting__icon">
        <Icon name={ICONS[device.class]} />
      </span>
      <div className="setting__main">
        <span className="setting__title">
          <span className="clip">{title}</span>
          {device.current && <span className="chip chip--ok">{words.inUse}</span>}
          {!device.current && now - device.signedInAt < NEW_MS && (
            <span className="chip chip--warn">{words.newDevice}</span>
          )}
        </span>
        <time
          className="setting__text"
          dateTime={new Date(device.seenAt).toISOString()}
          title={fullTime(device.seenAt, language)}
        >
          {seenText()}
          {device.address !== undefined && ` · ${device.address}`}
        </time>
      </div>
      <IconButton icon="compose" label={words.nameDevice(title)} onClick={onName} />
      {onSignOut && (
        <Button size="sm" kind="danger-quiet" aria-label={words.signOutDevice(title)} onClick={onSignOut}>
          {words.signOut}
        </Button>
      )}
    </div>
  );
}

interface QuestionProps {
  asking: Exclude<Asking, { is: 'name' }> | undefined;
  onClose: () => void;
  changed: () => Promise<boolean>;
}

function SignOutQuestion({ asking, onClose, changed }: QuestionProps) {
  const client = useClient();
  const words = useWords(settingsWords);
  const language = useLanguage();
  const titleOf = useDeviceTitle();
  const { busy, failure, run } = useAction();
  const name = asking?.is === 'one' ? titleOf(asking.device.name) || words.unnamedDevice : '';

  async function signOut() {
    const done = await run(async () => {
      if (asking?.is === 'one') await client.request('DELETE', `/api/v1/devices/${asking.device.id}`);
      else await client.request('POST', '/api/v1/devices/sign-out-others');
    });
    if (!done) return;
    onClose();
    showToast(words.signedOut);
    await changed();
  }

  return (
    <Confirm
      open={asking !== undefined}
      danger
      title={asking?.is === 'others' ? words.signOutOthersTitle : words.signOutDeviceTitle(name)}
      confirm={words.signOut}
      busy={busy}
      onClose={onClose}
      onConfirm={() => void signOut()}
    >
      {asking?.is === 'others' ? words.signOutOthersText : words.signOutDeviceText}
      {failure && (
        <p className="field__error" role="alert">
          <Icon name="alert" size="sm" />
          {failureWords(failure, language)}
        </p>
      )}
    </Confirm>
  );
}
