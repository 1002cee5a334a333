import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { randomText } from '#kernel/ids.ts';

/** A secret that is made at the first start and kept in `file`, readable by its owner alone. */
export function keptSecret(file: string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const secret = randomText(50);
  writeFileSync(file, secret, { mode: 0o600, flag: 'wx' });
  return secret;
}
