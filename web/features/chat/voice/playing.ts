import type { Client } from '#client/api.ts';
import { filePath } from '#protocol/file-path.ts';
import { engineOf } from '../attachments/engine.ts';
import { createSlot } from '../messages/slot.ts';
import { somethingPlays } from './something-plays.ts';
import { hasHeard, nextUnheard, type Spoken } from './unheard.ts';

export interface Playing extends Spoken {
  at: 'loading' | 'playing' | 'paused' | 'failed' | 'gone';
}

/** The one voice message that plays, whatever conversation is in view. */
export const playing = createSlot<Playing | undefined>(undefined);

const SPEEDS = [1, 1.5, 2] as const;
const SPEED = 'yiqi.voice-speed';
export const speed = createSlot<number>(rememberedSpeed());

const audio = new Audio();
audio.preload = 'auto';
let client: Client | undefined;
/** A key that has ended is asked for anew, once. */
let askedAgain = false;

export function isPlaying(one: Playing | undefined, { place, voice }: Pick<Spoken, 'place' | 'voice'>): boolean {
  return (
    one?.place.conversation === place.conversation && one.place.seq === place.seq && one.voice.file.id === voice.file.id
  );
}

/** Seconds from the beginning of what plays. */
export function position(): number {
  return audio.currentTime;
}

/** Plays it, pauses it or goes on. `from`: at this share of it. */
export function toggle(by: Client, spoken: Spoken, from?: number): void {
  const now = playing.get();
  if (now === undefined || !isPlaying(now, spoken) || now.at === 'failed' || now.at === 'gone') {
    void begin(by, spoken, from ?? 0);
  } else if (from !== undefined) audio.currentTime = (from * now.voice.ms) / 1000;
  else if (now.at === 'paused') void audio.play().catch(failed);
  else audio.pause();
}

export function stopPlaying(): void {
  audio.pause();
  audio.removeAttribute('src');
  somethingPlays.set(false);
  playing.set(undefined);
}

export function nextSpeed(): void {
  const index = (SPEEDS as readonly number[]).indexOf(speed.get());
  const next = SPEEDS[(index + 1) % SPEEDS.length] ?? 1;
  speed.set(next);
  audio.playbackRate = next;
  try {
    localStorage.setItem(SPEED, String(next));
  } catch {
    // It holds as long as the page.
  }
}

function rememberedSpeed(): number {
  try {
    const kept = Number(localStorage.getItem(SPEED));
    return SPEEDS.find((one) => one === kept) ?? 1;
  } catch {
    return 1;
  }
}

async function begin(by: Client, spoken: Spoken, from: number): Promise<void> {
  client = by;
  askedAgain = false;
  somethingPlays.set(true);
  playing.set({ ...spoken, at: 'loading' });
  await load((from * spoken.voice.ms) / 1000);
  if (!spoken.direct || spoken.by === by.me()?.id) return;
  const { conversation, seq } = spoken.place;
  if (!hasHeard(by, spoken.place)) by.keep({ do: 'voice.heard', with: { conversation, seqs: [seq] } });
}

async function load(seconds: number): Promise<void> {
  const now = playing.get();
  if (now === undefined || client === undefined) return;
  const { conversation, seq } = now.place;
  const key = await engineOf(client)
    .links.keyOf(conversation, seq)
    .catch(() => null);
  if (playing.get()?.voice !== now.voice) return;
  if (key === undefined || key === null) {
    playing.set({ ...now, at: key === undefined ? 'gone' : 'failed' });
    return;
  }
  const { file } = now.voice;
  const plain = audio.canPlayType(file.type === 'audio/ogg' ? 'audio/ogg; codecs=opus' : file.type) !== '';
  audio.src = filePath(file.id, plain ? 'original' : 'caf', key);
  audio.playbackRate = speed.get();
  if (seconds > 0) audio.currentTime = seconds;
  for (const other of document.querySelectorAll<HTMLMediaElement>('audio[controls], video[controls]')) other.pause();
  await audio.play().catch(failed);
}

function failed(error: unknown): void {
  const now = playing.get();
  // Another one has begun, or it was stopped.
  if (now === undefined || (error instanceof DOMException && error.name === 'AbortError')) return;
  playing.set({ ...now, at: 'failed' });
}

function tell(at: Playing['at']): void {
  const now = playing.get();
  if (now !== undefined && now.at !== 'gone') playing.set({ ...now, at });
}

audio.addEventListener('playing', () => tell('playing'));
audio.addEventListener('waiting', () => tell('loading'));
audio.addEventListener('pause', () => !audio.ended && audio.hasAttribute('src') && tell('paused'));
audio.addEventListener('error', () => {
  if (!audio.hasAttribute('src')) return;
  if (askedAgain) {
    tell('failed');
    return;
  }
  askedAgain = true;
  void load(audio.currentTime);
});
audio.addEventListener('ended', () => {
  const ended = playing.get();
  stopPlaying();
  const next = ended && client && nextUnheard(client, ended);
  if (next !== undefined && client !== undefined) void begin(client, next, 0);
});
// Players of other kinds: one thing at a time. Calls and meetings have no controls of the browser's.
document.addEventListener(
  'play',
  ({ target }) => {
    if (target instanceof HTMLMediaElement && target.controls) audio.pause();
  },
  true,
);
