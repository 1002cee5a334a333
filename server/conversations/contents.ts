import type { Kysely } from 'kysely';
import { filesIn } from '#kernel/content-files.ts';
import { Failure } from '#kernel/failure.ts';
import type { UserId } from '#protocol/common.ts';
import type { Content, ContentOf, StickerId } from '#protocol/content.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Written } from '#protocol/realtime.ts';
import { upsert } from '../adapters/sql/upsert.ts';
import type { FileSource } from './api.ts';
import type { Change } from './change.ts';
import { exist, type PeopleSource } from './people.ts';
import { pollFault } from './polls/poll-fault.ts';
import type { AccessRow } from './rows.ts';
import { membersAmong } from './store.ts';

/** The stickers that there are. */
export interface StickerSource {
  /** How large it is, in px; undefined when there is none. */
  sizeOf(id: StickerId): Promise<{ width: number; height: number } | undefined>;
}

export const noStickers: StickerSource = { sizeOf: async () => undefined };

/** Where nobody sends files. */
export const noFiles: FileSource = {
  send: async () => Promise.reject(new Failure('file.unknown')),
  hold: async () => Promise.reject(new Failure('file.unknown')),
  release: async () => {},
  copy: async () => {},
  remove: async () => {},
};

/** One that could not be sent at its time is given another. */
const HELD_MS = 30 * 24 * 3_600_000;

/** What members may send besides text. Rules: docs/spec/contents.md. */
export class Contents {
  readonly #people: PeopleSource;
  readonly #stickers: StickerSource;
  readonly #files: FileSource;

  constructor(people: PeopleSource, stickers: StickerSource, files: FileSource = noFiles) {
    this.#people = people;
    this.#stickers = stickers;
    this.#files = files;
  }

  /**
   * What is wrong with a content that somebody sends, as far as it doesn't depend on the conversation; thrown where the
   * command is carried out, so that a repeat gets its first answer.
   */
  async faultOf(content: Content | undefined, text: string, now: number): Promise<Failure | undefined> {
    switch (content?.type) {
      case 'contact':
        return (await exist(this.#people, [content.user])) ? undefined : new Failure('people.unknown');
      case 'location':
        return isPlaceName(content.name) ? undefined : new Failure('request.invalid');
      case 'sticker':
        return text === '' ? this.#stickerFault(content) : new Failure('request.invalid');
      case 'nudge':
        return text === '' ? undefined : new Failure('request.invalid');
      case 'voice':
        return text === '' && isVoice(content) ? undefined : new Failure('request.invalid');
      case 'poll':
        return pollFault(content, text, now);
      case 'bundle':
      case 'call':
      case 'meeting':
        // Nobody puts words into others' mouths: the server makes bundles and tells of calls itself.
        return new Failure('request.invalid');
      default:
        return undefined;
    }
  }

  /** What hangs on a message that somebody has just written. @throws Failure when it may not: then it isn't written */
  async sent(change: Change, by: UserId, content: Content | undefined, { conversation, seq }: Written): Promise<void> {
    if (content?.type !== 'files' && content?.type !== 'voice') return;
    await this.#files.send(change.db as unknown as Kysely<never>, by, filesIn(content), conversation, seq);
  }

  /** What hangs on a message that waits for its time stays until `at`, and for a while after it. */
  async held(change: Change, by: UserId, content: Content | undefined, at: number): Promise<void> {
    const items = filesIn(content);
    if (items.length > 0) await this.#files.hold(change.db as unknown as Kysely<never>, by, items, at + HELD_MS);
  }

  /** It is not going to be sent. */
  async released(change: Change, content: Content | undefined, now: number): Promise<void> {
    await this.#files.release(change.db as unknown as Kysely<never>, filesIn(content), now);
  }

  /** Lets go of what hung on a message that is no more. */
  async gone(change: Change, { content, conversation, seq }: MessageLine): Promise<void> {
    await this.#files.remove(change.db as unknown as Kysely<never>, filesIn(content), conversation, seq);
  }

  async #stickerFault({ id, width, height, text }: ContentOf<'sticker'>): Promise<Failure | undefined> {
    const size = await this.#stickers.sizeOf(id);
    if (size === undefined) return new Failure('sticker.unknown');
    const right = size.width === width && size.height === height && checkLine(text, LIMITS.stickerChars) === undefined;
    return right ? undefined : new Failure('request.invalid');
  }
}

/** [VM10] What every browser plays, perhaps with the server's help. */
function isVoice({ file }: ContentOf<'voice'>): boolean {
  return (file.type === 'audio/ogg' || file.type === 'audio/mp4') && file.size <= LIMITS.voiceBytes;
}

function isPlaceName(name: string): boolean {
  return name.trim() !== '' && checkLine(name, LIMITS.placeNameChars) === undefined;
}

/**
 * Notes that somebody is nudged: another member, and not again within `LIMITS.nudgeMs`, wherever it was.
 *
 * @throws Failure 'people.unknown', 'access.denied' for oneself, 'nudge.too-soon'
 */
export async function nudge(change: Change, place: AccessRow, by: UserId, user: UserId, now: number): Promise<void> {
  if (user === by) throw new Failure('access.denied');
  if (!(await membersAmong(change.db, place.id, [user])).has(user)) throw new Failure('people.unknown');
  const last = await change.db
    .selectFrom('nudges')
    .select('made_at')
    .where('by_user', '=', by)
    .where('to_user', '=', user)
    .executeTakeFirst();
  const passedMs = now - (last?.made_at ?? Number.NEGATIVE_INFINITY);
  // A clock that was set back must not forbid nudges for long.
  if (passedMs >= 0 && passedMs < LIMITS.nudgeMs) {
    throw new Failure('nudge.too-soon', { retryAfterMs: LIMITS.nudgeMs - passedMs });
  }
  await upsert(change.db, 'nudges', { by_user: by, to_user: user, made_at: now }, ['by_user', 'to_user']);
}
