import { existsSync, readFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { parse as parseToml, TomlError } from 'smol-toml';
import Value from 'typebox/value';
import { DEFAULT_SETTINGS, SETTING_NAMES, SETTINGS, type SettingName, type Settings } from './settings.ts';
import { StartError } from './start-error.ts';

interface Sources {
  /** Command line after `npm start --`. */
  args: readonly string[];
  env: Readonly<Record<string, string | undefined>>;
  /** Where `yiqi.toml` is looked for. */
  folder: string;
}

/** Environment names that other parts of the program read, and that are not settings. */
const OTHER_ENV = new Set(['YIQI_CONFIG', 'YIQI_FUZZ_RUNS', 'YIQI_FUZZ_SEED']);

/**
 * Defaults → `yiqi.toml` → `YIQI_*` → command line → cross-checks → frozen.
 *
 * @throws StartError naming the setting that is unknown or wrong, and where it was said
 */
export function loadSettings({ args, env, folder }: Sources): Settings {
  const values = { ...DEFAULT_SETTINGS };
  Object.assign(values, fromFile(env['YIQI_CONFIG'], folder), fromEnv(env), fromArgs(args));
  const settings = Object.freeze(values);
  checkTogether(settings);
  return settings;
}

function fromFile(named: string | undefined, folder: string): Record<string, unknown> {
  const path = named ?? `${folder}/yiqi.toml`;
  if (!existsSync(path)) {
    if (named === undefined) return {};
    throw new StartError(`The settings file ${path} (YIQI_CONFIG) does not exist.`);
  }
  const table = readToml(path);
  for (const [name, value] of Object.entries(table)) checkSetting(name, value, `in ${path}`);
  return table;
}

function readToml(path: string): Record<string, unknown> {
  try {
    return parseToml(readFileSync(path, 'utf8'));
  } catch (error) {
    if (error instanceof TomlError) throw new StartError(`${path} line ${error.line}: not valid TOML.`);
    throw new StartError(`Cannot read ${path}.`);
  }
}

function fromEnv(env: Sources['env']): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  for (const [key, text] of Object.entries(env)) {
    if (!key.startsWith('YIQI_') || OTHER_ENV.has(key) || text === undefined) continue;
    const name = key.slice('YIQI_'.length).toLowerCase();
    values[name] = fromText(name, text, `in the environment (${key})`);
  }
  return values;
}

/** `--lan`, `--port 9000`, `--port=9000`, `--media-port 7000`. */
function fromArgs(args: readonly string[]): Record<string, unknown> {
  const values: Record<string, unknown> = {};
  const rest = [...args];
  for (let arg = rest.shift(); arg !== undefined; arg = rest.shift()) {
    const [, dashed, given] = /^--([a-z-]+)(?:=(.*))?$/.exec(arg) ?? [];
    if (dashed === undefined) throw new StartError(`Unknown argument ${arg}. Flags look like --port 9000.`);
    const name = dashed.replaceAll('-', '_');
    const flag = isSetting(name) && typeof DEFAULT_SETTINGS[name] === 'boolean';
    const text = given ?? (flag ? 'true' : rest.shift());
    if (text === undefined) throw new StartError(`--${dashed} needs a value.`);
    values[name] = fromText(name, text, `on the command line (--${dashed})`);
  }
  return values;
}

function fromText(name: string, text: string, where: string): unknown {
  const standard = isSetting(name) ? DEFAULT_SETTINGS[name] : undefined;
  const value =
    typeof standard === 'number' && /^-?\d+$/.test(text)
      ? Number(text)
      : typeof standard === 'boolean' && /^(true|false)$/.test(text)
        ? text === 'true'
        : text;
  checkSetting(name, value, where);
  return value;
}

function isSetting(name: string): name is SettingName {
  return (SETTING_NAMES as readonly string[]).includes(name);
}

function checkSetting(name: string, value: unknown, where: string): void {
  if (!isSetting(name)) {
    throw new StartError(`Unknown setting "${name}" ${where}. Known: ${SETTING_NAMES.join(', ')}.`);
  }
  const schema = SETTINGS.properties[name];
  if (Value.Check(schema, value)) return;
  throw new StartError(`Setting "${name}" ${where} is not valid: ${expectation(name)}.`);
}

function expectation(name: SettingName): string {
  const schema = SETTINGS.properties[name] as { anyOf?: { const: string }[]; minimum?: number; maximum?: number };
  if (schema.anyOf) return `one of ${schema.anyOf.map((choice) => choice.const).join(', ')}`;
  if (schema.maximum !== undefined) return `a whole number from ${schema.minimum} to ${schema.maximum}`;
  return typeof DEFAULT_SETTINGS[name] === 'boolean' ? 'true or false' : 'a text';
}

function checkTogether(settings: Settings): void {
  if ((settings.tls_cert === '') !== (settings.tls_key === '')) {
    throw new StartError('tls_cert and tls_key go together: one of them is missing.');
  }
  const livekit = [settings.livekit_url, settings.livekit_key, settings.livekit_secret].filter((text) => text !== '');
  if (livekit.length !== 0 && livekit.length !== 3) {
    throw new StartError('livekit_url, livekit_key and livekit_secret go together: one of them is missing.');
  }
  checkApns(settings);
  if (settings.livekit_url !== '' && !/^wss?:\/\/[^/]/.test(settings.livekit_url)) {
    throw new StartError('livekit_url must start with ws:// or wss://.');
  }
  if (settings.database_url !== '' && !isDatabaseUrl(settings.database_url)) {
    throw new StartError('database_url must be like mysql://user:password@host:3306/database.');
  }
  if (settings.redis_url !== '' && !isRedisUrl(settings.redis_url)) {
    throw new StartError('redis_url must be like redis://user:password@host:6379, or unix:/path/of/the/socket.');
  }
  if (settings.redis_url !== '' && settings.database_url === '') {
    throw new StartError('redis_url is for several processes, which need database_url as well.');
  }
  checkRoles(settings.roles);
  checkTurn(settings);
  if (settings.url !== '' && !/^https?:\/\/[^/]+$/.test(settings.url)) {
    throw new StartError('url must be an origin such as https://chat.example.org, without a path.');
  }
  if (settings.media_address !== '' && isIP(settings.media_address) === 0) {
    throw new StartError('media_address must be an IP address.');
  }
}

function checkApns({ apns_key_file, apns_key_id, apns_team, apns_topic }: Settings): void {
  const all = Object.entries({ apns_key_file, apns_key_id, apns_team, apns_topic });
  const missing = all.flatMap(([name, value]) => (value === '' ? [name] : []));
  if (missing.length === 0 || missing.length === all.length) return;
  throw new StartError(`${all.map(([name]) => name).join(', ')} go together: ${missing.join(' and ')} missing.`);
}

function isDatabaseUrl(text: string): boolean {
  const url = URL.parse(text);
  return url !== null && /^(mysql|mariadb):$/.test(url.protocol) && /^\/[\w$-]+$/.test(url.pathname);
}

function isRedisUrl(text: string): boolean {
  return /^unix:\/./.test(text) || /^rediss?:\/\/[^/]/.test(text);
}

/** One that browsers refuse would keep everybody out. */
const TURN_URL = /^turns?:(?:[\w.-]+|\[[\da-fA-F:.]+\])(?::\d{1,5})?(?:\?transport=(?:udp|tcp))?$/;

function checkTurn({ turn_urls, turn_secret_file }: Settings): void {
  if (turn_urls === '') return;
  const wrong = turn_urls.split(',').find((url) => !TURN_URL.test(url));
  if (wrong !== undefined)
    throw new StartError(`turn_urls are like turns:turn.example.org:5349, with commas between them: not "${wrong}".`);
  if (turn_secret_file === '') throw new StartError('turn_urls needs turn_secret_file as well.');
}

function checkRoles(text: string): void {
  const wrong = text.split(',').find((name) => !/^(web|worker|media)$/.test(name));
  if (wrong !== undefined)
    throw new StartError(`roles are web, worker and media, with commas between them: not "${wrong}".`);
}
