import { type Background, isBackground } from './background.ts';
import { isStickerName, MOST_BEAUTY, type StickerName } from './look.ts';
import { isSoundMode, type SoundMode } from './sound-mode.ts';

/** What somebody chose for meetings, kept on this device. */
export interface Choices {
  microphone: boolean;
  camera: boolean;
  /** Device ids as the browser names them for this origin; absent: the system's own choice. */
  microphoneId?: string;
  cameraId?: string;
  speakerId?: string;
  /** A guest's name, so that it is typed once. */
  guestName?: string;
  /** One's own picture is left out of one's own window. */
  hideSelf?: boolean;
  /** One's own picture is shown to oneself as others see it, not as a mirror does. */
  unmirrored?: boolean;
  /** Who shows no picture has no tile. */
  hideFaceless?: boolean;
  /** No cameras: spares battery and network. */
  audioOnly?: boolean;
  /** What happens to one's sound before it is sent; absent: 'voice'. */
  sound?: SoundMode;
  /** What is behind one in one's picture; absent: 'none'. */
  background?: Background;
  /** What is drawn on one's face; absent: nothing. */
  sticker?: StickerName | undefined;
  /** How much skin is smoothed, from 0 to `MOST_BEAUTY`; absent: 0. */
  beauty?: number;
}

/** What is on or off, and off at first. */
const SWITCHES = ['hideSelf', 'unmirrored', 'hideFaceless', 'audioOnly'] as const;

export const FIRST_CHOICES: Choices = { microphone: true, camera: true };

const KEY = 'yiqi.meeting';
const MOST_CHARS = 512;

type KeyValue = Pick<Storage, 'getItem' | 'setItem'>;

/** What was kept, or the first choices in place of anything that cannot be read. */
export function readChoices(storage: KeyValue): Choices {
  try {
    return parseChoices(JSON.parse(storage.getItem(KEY) ?? 'null'));
  } catch {
    return FIRST_CHOICES;
  }
}

/** Keeps `choices`; a browser that refuses to store loses them with the page, and nothing else happens. */
export function keepChoices(storage: KeyValue, choices: Choices): void {
  try {
    storage.setItem(KEY, JSON.stringify(choices));
  } catch {
    // Private windows and full stores refuse.
  }
}

export function parseChoices(value: unknown): Choices {
  if (typeof value !== 'object' || value === null) return FIRST_CHOICES;
  const kept = value as Record<string, unknown>;
  const choices: Choices = {
    microphone: typeof kept['microphone'] === 'boolean' ? kept['microphone'] : FIRST_CHOICES.microphone,
    camera: typeof kept['camera'] === 'boolean' ? kept['camera'] : FIRST_CHOICES.camera,
  };
  for (const name of ['microphoneId', 'cameraId', 'speakerId', 'guestName'] as const) {
    const text = kept[name];
    if (typeof text === 'string' && text !== '' && text.length <= MOST_CHARS) choices[name] = text;
  }
  if (isSoundMode(kept['sound'])) choices.sound = kept['sound'];
  if (isBackground(kept['background'])) choices.background = kept['background'];
  if (isStickerName(kept['sticker'])) choices.sticker = kept['sticker'];
  const beauty = kept['beauty'];
  if (typeof beauty === 'number' && beauty >= 0 && beauty <= MOST_BEAUTY) choices.beauty = beauty;
  for (const name of SWITCHES) if (kept[name] === true) choices[name] = true;
  return choices;
}
