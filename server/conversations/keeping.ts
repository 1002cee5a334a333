import type { Transaction } from 'kysely';
import { isPlain, keepChat, sameKeeping } from '#kernel/chat-keeping.ts';
import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import type { Seq, UserId } from '#protocol/common.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { EntryBody, FolderEntry, SettingsEntry } from '#protocol/personal.ts';
import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';
import { entriesOf, findEntry } from '../personal/api.ts';
import { accessConversation } from './access.ts';
import type { Change } from './change.ts';
import type { Commits } from './commits.ts';
import { findChat, membershipsAmong } from './keeping-store.ts';
import type { ConversationTables } from './tables.ts';

type Kept = ResultOf<'conversation.keep'>;

/** How people keep their lists: docs/spec/list-and-reading.md. Everything is an entry of the person's own log. */
export class Keeping {
  readonly #commits: Commits;
  readonly #clock: Clock;

  constructor(commits: Commits, clock: Clock) {
    this.#commits = commits;
    this.#clock = clock;
  }

  chat(caller: Caller, { conversation, ...wish }: ParamsOf<'conversation.keep'>): Promise<Kept> {
    return this.#commits.run(async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      const before = await findChat(change.db, caller.user, conversation);
      const bounded = {
        ...wish,
        ...atMost('hidden', wish, place.last_seq),
        ...atMost('unread', wish, place.last_seq),
        ...atMost('archived', wish, place.message_count),
        ...(wish.announced === undefined ? {} : { announced: Math.min(wish.announced, this.#clock.now()) }),
      };
      const after = keepChat(conversation, before, bounded, this.#clock.now());
      if (sameKeeping(before, after)) return { entrySeq: 0 };
      if (after.pinned !== undefined && before?.pinned === undefined) await checkPins(change.db, caller.user);
      return tell(change, caller, isPlain(after) ? { type: 'chat', conversation, gone: true } : after);
    });
  }

  async folder(caller: Caller, params: ParamsOf<'folder.keep'>): Promise<Kept> {
    const name = acceptFolderName(params.name);
    return this.#commits.run(async (change) => {
      const mine = await membershipsAmong(change.db, caller.user, params.conversations);
      const conversations = params.conversations.filter((id) => mine.has(id));
      const after = { ...params, type: 'folder' as const, name, conversations };
      const folders = await entriesOf(change.db, caller.user, 'folder');
      const before = folders.find(({ folder }) => folder === params.folder);
      if (before !== undefined && sameFolder(before, after)) return { entrySeq: 0 };
      if (before === undefined && folders.length >= LIMITS.folders) throw new Failure('folders.full');
      return tell(change, caller, after);
    });
  }

  dropFolder(caller: Caller, { folder }: ParamsOf<'folder.drop'>): Promise<Kept> {
    return this.#commits.run(async (change) => {
      const before = await findEntry(change.db, caller.user, `folder:${folder}`);
      if (before?.type !== 'folder') return { entrySeq: 0 };
      const { seq: _, ...body } = before;
      return tell(change, caller, { ...body, name: '', conversations: [], rules: [], gone: true });
    });
  }

  settings(caller: Caller, params: ParamsOf<'settings.keep'>): Promise<Kept> {
    return this.#commits.run(async (change) => {
      const entry = await findEntry(change.db, caller.user, 'settings');
      const before = entry?.type === 'settings' ? entry : undefined;
      const receipts = params.receipts ?? before?.receipts ?? true;
      if (receipts === (before?.receipts ?? true)) return { entrySeq: 0 };
      const after: Omit<SettingsEntry, 'seq'> = {
        type: 'settings',
        ...(receipts ? { gone: true } : { receipts: false }),
      };
      return tell(change, caller, after);
    });
  }
}

async function tell(change: Change, { user }: Caller, body: EntryBody): Promise<Kept> {
  await change.tell(user, body);
  return { entrySeq: change.entries.at(-1)?.entry.seq ?? 0 };
}

/** @throws Failure 'list.full' */
async function checkPins(db: Transaction<ConversationTables>, user: UserId): Promise<void> {
  const chats = await entriesOf(db, user, 'chat');
  if (chats.filter(({ pinned }) => pinned !== undefined).length >= LIMITS.listPins) throw new Failure('list.full');
}

/** Nobody puts away, or out of sight, what has not been written yet. */
function atMost<Key extends 'hidden' | 'archived' | 'unread'>(
  key: Key,
  wish: { [Name in Key]?: Seq | false },
  most: Seq,
): { [Name in Key]?: Seq } {
  const place = wish[key];
  return (typeof place === 'number' ? { [key]: Math.min(place, most) } : {}) as { [Name in Key]?: Seq };
}

/** The name as it is stored. @throws Failure 'fields.invalid', 'request.invalid' */
function acceptFolderName(text: string): string {
  const name = text.trim();
  const fault = name === '' ? ({ code: 'required' } as const) : checkLine(name, LIMITS.folderNameChars);
  if (fault) throw new Failure('fields.invalid', { fields: { name: fault } });
  return name;
}

function sameFolder(before: FolderEntry, after: Omit<FolderEntry, 'seq'>): boolean {
  return (['name', 'order', 'conversations', 'rules'] as const).every(
    (key) => JSON.stringify(before[key]) === JSON.stringify(after[key]),
  );
}
