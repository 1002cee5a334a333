import { createPrivateKey, type KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Clock } from '#kernel/clock.ts';
import type { Log } from '#kernel/ports/log.ts';
import { Apns } from './adapters/push/apps/apns.ts';
import { Fcm } from './adapters/push/apps/fcm.ts';
import { readAccountFile } from './adapters/push/apps/service-account.ts';
import type { Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import type { AppPush, AppPushes } from './push/ports.ts';

type AppSettings = Pick<Settings, 'apns_key_file' | 'apns_key_id' | 'apns_team' | 'apns_topic' | 'fcm_account_file'>;

/** How apps are pushed to: through those services for which there are keys. @throws StartError for files that are none */
export function appPushesOf(settings: AppSettings, clock: Clock, log: Log): AppPushes {
  const { apns_key_file, apns_key_id: keyId, apns_team: team, apns_topic: topic, fcm_account_file } = settings;
  return {
    ...(apns_key_file === ''
      ? {}
      : { apns: new Apns({ key: appleKeyOf(apns_key_file), keyId, team, topic, clock, log }) }),
    ...(fcm_account_file === '' ? {} : { fcm: fcmOf(fcm_account_file, clock, log) }),
  };
}

function appleKeyOf(path: string): KeyObject {
  const pem = read('apns_key_file', path);
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve === 'prime256v1') return key;
  } catch {
    // Said below.
  }
  throw new StartError(`apns_key_file ${path} is not a P-256 key in PEM form, as Apple gives them (.p8).`);
}

function fcmOf(path: string, clock: Clock, log: Log): AppPush {
  const account = readAccountFile(read('fcm_account_file', path));
  if (typeof account === 'string') throw new StartError(`fcm_account_file ${path} ${account}.`);
  return new Fcm({ account, clock, log });
}

function read(setting: string, path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new StartError(`Cannot read ${setting} ${path} (${(error as NodeJS.ErrnoException).code}).`);
  }
}
