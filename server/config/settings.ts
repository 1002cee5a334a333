import { type Static, Type } from 'typebox';
import Value from 'typebox/value';

/**
 * Every setting: its name in `yiqi.toml`, in the environment (`YIQI_` and the name in capitals), what it means and what
 * holds when nobody says anything. This table is also what the README shows.
 */
export const SETTINGS = Type.Object(
  {
    host: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on' }),
    port: Type.Integer({ default: 8080, minimum: 0, maximum: 65535, description: 'HTTP(S), WebSocket, signalling' }),
    url: Type.String({ default: '', description: 'Public origin, e.g. https://chat.example.org, for links' }),
    data: Type.String({ default: './data', minLength: 1, description: 'Folder of the database, files and keys' }),
    lan: Type.Boolean({ default: false, description: 'HTTPS on every address of this machine, own certificate' }),
    tls_cert: Type.String({ default: '', description: 'PEM file of a certificate chain; makes the server HTTPS' }),
    tls_key: Type.String({ default: '', description: 'PEM file of its private key' }),
    trust_proxy: Type.Boolean({ default: false, description: 'Believe X-Forwarded-* of a reverse proxy in front' }),
    registration: Type.Union([Type.Literal('open'), Type.Literal('invite'), Type.Literal('closed')], {
      default: 'open',
      description: 'Who may register',
    }),
    edit_hours: Type.Integer({
      default: 24,
      minimum: 0,
      maximum: 876_000,
      description: 'How long own messages may be edited, 0: always',
    }),
    recall_hours: Type.Integer({
      default: 24,
      minimum: 0,
      maximum: 876_000,
      description: 'How long own messages may be recalled, 0: always',
    }),
    one_session_per_class: Type.Boolean({
      default: false,
      description: 'Signing in on a second phone (tablet, computer) signs the first one out',
    }),
    link_previews: Type.Boolean({ default: true, description: 'Fetch titles of linked pages, of the public web only' }),
    push_contact: Type.String({
      default: 'mailto:yiqi@example.org',
      pattern: '^(mailto:[^ @]+@[^ @]+|https://[^ ]+)$',
      description: 'Where push services may reach who runs the server: `mailto:…` or `https://…`',
    }),
    apns_key_file: Type.String({
      default: '',
      description: 'Pushes to iPhone apps: the .p8 file that Apple gave, with the next three',
    }),
    apns_key_id: Type.String({ default: '', description: 'The ID of that key' }),
    apns_team: Type.String({ default: '', description: 'The ID of the team it belongs to' }),
    apns_topic: Type.String({ default: '', description: 'The bundle ID of the app' }),
    fcm_account_file: Type.String({
      default: '',
      description: 'Pushes to Android apps: the JSON file of a service account that Google gave',
    }),
    file_largest_mb: Type.Integer({
      default: 10_240,
      minimum: 0,
      maximum: 1_000_000_000,
      description: 'The largest file that may be sent, in MiB, 0: any',
    }),
    file_person_mb: Type.Integer({
      default: 20_480,
      minimum: 0,
      maximum: 1_000_000_000,
      description: 'Room for the files of one person, in MiB, 0: all there is',
    }),
    file_total_mb: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 1_000_000_000,
      description: 'Room for all files together, in MiB, 0: all there is',
    }),
    s3_url: Type.String({
      default: '',
      description: 'Files in an S3 store: https://key:secret@host/bucket/folder?region=…',
    }),
    s3_direct: Type.Boolean({
      default: false,
      description: 'Send those who save a file to the store itself, by a link that is good for a minute',
    }),
    scanner_url: Type.String({
      default: '',
      description: 'Check files before they are sent: tcp://host:3310 of clamd',
    }),
    scanner_down: Type.Union([Type.Literal('hold'), Type.Literal('pass')], {
      default: 'hold',
      description: 'Files while the scanner cannot be asked',
    }),
    database_url: Type.String({
      default: '',
      description: 'A MySQL or MariaDB instead of the file in the data folder: mysql://user:password@host/database',
    }),
    redis_url: Type.String({
      default: '',
      description: 'Several processes on one `database_url`: redis://host:6379, rediss://… or unix:/path/of/the/socket',
    }),
    roles: Type.String({
      default: 'web,worker,media',
      minLength: 1,
      description: 'What this process does, of several: `web`, `worker` and `media`, with commas between them',
    }),
    drain_seconds: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 600,
      description: 'How long an ending process says that it is not ready, before it sends people to others',
    }),
    media_port: Type.Integer({ default: 7882, minimum: 0, maximum: 65535, description: 'UDP and TCP port of media' }),
    media_workers: Type.Integer({
      default: 0,
      minimum: 0,
      maximum: 16,
      description:
        'Processes that meetings are spread over, each with a port of its own: `media_port` and those after it; 0: by cores',
    }),
    media_address: Type.String({ default: '', description: 'IP address announced for media, behind NAT' }),
    media_transport: Type.Union(
      ['auto', 'own', 'native'].map((choice) => Type.Literal(choice)),
      { default: 'auto', description: 'Transport of media: our own where it works, our own, or libdatachannel' },
    ),
    turn_urls: Type.String({
      default: '',
      description: 'TURN servers for clients of the embedded media server: `turns:turn.example.org:5349`, with commas',
    }),
    turn_secret_file: Type.String({
      default: '',
      description: "File with the secret that they share with it: coturn's `static-auth-secret`",
    }),
    livekit_url: Type.String({ default: '', description: 'A LiveKit cluster instead of the embedded media server' }),
    livekit_key: Type.String({ default: '', description: 'Its API key' }),
    livekit_secret: Type.String({ default: '', description: 'Its API secret' }),
    log_level: Type.Union(
      ['debug', 'info', 'warn', 'error'].map((level) => Type.Literal(level)),
      { default: 'info', description: 'Least serious line that is logged' },
    ),
    metrics_token: Type.String({ default: '', description: 'Bearer token for /metrics from other machines' }),
  },
  { additionalProperties: false },
);

export type Settings = Readonly<Static<typeof SETTINGS>>;
export type SettingName = keyof typeof SETTINGS.properties;

export const SETTING_NAMES = Object.keys(SETTINGS.properties) as SettingName[];

export const DEFAULT_SETTINGS = Object.freeze(Value.Default(SETTINGS, {})) as Settings;
