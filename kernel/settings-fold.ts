import type { ConversationSettings, SettingsChange } from '#protocol/group-settings.ts';

/** What an absent field means. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  avatar: null,
  topic: '',
  post: 'everybody',
  invite: 'everybody',
  pin: 'everybody',
  mentionAll: 'everybody',
  history: 'everything',
  approval: false,
  receipts: true,
  until: null,
};

/** The settings after a change that `by` made at `at`. What is as by default is absent, so that equal ones are equal. */
export function foldSettings(
  settings: ConversationSettings,
  { announcement, ...change }: SettingsChange,
  { by, at }: { by: string; at: number },
): ConversationSettings {
  const next: Record<string, unknown> = { ...settings };
  for (const [name, value] of Object.entries(change)) {
    if (value === DEFAULTS[name]) delete next[name];
    else next[name] = value;
  }
  if (announcement === '') delete next['announcement'];
  else if (announcement !== undefined) next['announcement'] = { text: announcement, by, at };
  return next as ConversationSettings;
}

/** The part of a change that changes anything. */
export function newIn(settings: ConversationSettings, change: SettingsChange): SettingsChange {
  const known: Record<string, unknown> = { ...DEFAULTS, ...settings, announcement: settings.announcement?.text ?? '' };
  const fresh = Object.entries(change).filter(([name, value]) => value !== undefined && value !== known[name]);
  return Object.fromEntries(fresh);
}
