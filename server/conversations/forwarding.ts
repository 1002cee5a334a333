import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { Clock } from '#kernel/clock.ts';
import { filesIn } from '#kernel/content-files.ts';
import { bundleDepth } from '#kernel/content-text.ts';
import { Failure } from '#kernel/failure.ts';
import { invariant } from '#kernel/invariant.ts';
import { pollOf } from '#kernel/poll-fold.ts';
import type { ClientId, ConversationId, Seq, UserId } from '#protocol/common.ts';
import type { Bundle, BundleItem } from '#protocol/content.ts';
import type { MessageLine } from '#protocol/conversations.ts';
import { checkLine } from '#protocol/fields.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, Written } from '#protocol/realtime.ts';
import type { Database } from '../adapters/sql/database.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation, accessMessage } from './access.ts';
import type { FileSource } from './api.ts';
import type { Change } from './change.ts';
import type { Commits } from './commits.ts';
import { eventsAt } from './message-store.ts';
import { named, type PeopleSource } from './people.ts';
import type { AccessRow } from './rows.ts';
import { checkPosting } from './rules.ts';
import type { ConversationTables } from './tables.ts';

type Names = ReadonlyMap<UserId, string>;

interface ForwardingOptions {
  database: Database<ConversationTables>;
  commits: Commits;
  people: PeopleSource;
  clock: Clock;
  files: FileSource;
}

/** Copies of messages in other conversations. Rules: docs/spec/contents.md. */
export class Forwarding {
  readonly #database: Database<ConversationTables>;
  readonly #commits: Commits;
  readonly #people: PeopleSource;
  readonly #clock: Clock;
  readonly #files: FileSource;

  constructor({ database, commits, people, clock, files }: ForwardingOptions) {
    this.#database = database;
    this.#commits = commits;
    this.#people = people;
    this.#clock = clock;
    this.#files = files;
  }

  /** Answers with the last message written. */
  async forward(caller: Caller, params: ParamsOf<'message.forward'>): Promise<Written> {
    const { clientId, conversation, to } = params;
    const seqs = params.seqs.toSorted((a, b) => a - b);
    const title = params.bundle === undefined ? undefined : acceptBundleTitle(params.bundle.title);
    const names: Names = title === undefined ? new Map() : await this.#namesOf(conversation, seqs);
    const content = ['message.forward', conversation, seqs, to, title ?? null] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const originals = await originalsOf(change, caller, conversation, seqs);
      const place = await accessConversation(change.db, caller, to);
      checkPosting(place, this.#clock.now(), []);
      const written = await (title === undefined
        ? copyEach(change, place, caller, clientId, originals, this.#clock.now())
        : copyTogether(change, place, caller, clientId, bundleOf(title, originals, names)));
      await this.#carryFiles(change, written, originals, title !== undefined);
      await change.setRead(to, caller.user, { seq: written.seq, count: written.count });
      return written;
    });
  }

  /** The files of the originals are in the copies too, which end with `written`. */
  async #carryFiles(change: Change, written: Written, originals: readonly MessageLine[], together: boolean) {
    const first = together ? written.seq : written.seq - originals.length + 1;
    for (const [index, { content }] of originals.entries()) {
      const seq = together ? first : first + index;
      await this.#files.copy(change.db as unknown as Kysely<never>, filesIn(content), written.conversation, seq);
    }
  }

  /** What the authors are called now. It is no matter here who may know: the change decides. */
  async #namesOf(conversation: ConversationId, seqs: readonly Seq[]): Promise<Names> {
    const events = await eventsAt(this.#database.read, conversation, seqs);
    const authors = events.flatMap((event) => (event.type === 'message' ? [event.forwarded?.by ?? event.by] : []));
    const people = await named(this.#people, authors);
    return new Map(people.map(({ id, nickname }) => [id, nickname]));
  }
}

/** @throws Failure 'message.unknown' for one that isn't or was recalled, 'message.fixed' for what is no message to keep */
async function originalsOf(
  change: Change,
  caller: Caller,
  conversation: ConversationId,
  seqs: readonly Seq[],
): Promise<MessageLine[]> {
  const from = await accessConversation(change.db, caller, conversation);
  const lines: MessageLine[] = [];
  for (const seq of seqs) {
    const { line } = await accessMessage(change.db, from, seq);
    const said = line.text !== '' || carriedOf(line).content !== undefined || pollOf(line) !== undefined;
    if (!said) throw new Failure('message.fixed');
    lines.push(line);
  }
  return lines;
}

/** What of a message's content goes along, also into a bundle. */
function carriedOf({ content }: MessageLine): Pick<BundleItem, 'content'> {
  switch (content?.type) {
    case 'contact':
    case 'location':
    case 'sticker':
    case 'files':
    case 'voice':
    case 'bundle':
      return { content };
    default:
      return {};
  }
}

/** [MC24] The same poll from the beginning: nobody has voted in it, and a time that is over ends it no more. */
function freshPollOf(line: MessageLine, now: number): Pick<MessageLine, 'content'> {
  const poll = pollOf(line);
  if (poll === undefined) return {};
  const { closesAt, ...rest } = poll;
  return { content: closesAt === undefined || closesAt <= now ? rest : poll };
}

/** What a message says in a bundle: a poll is its question there, with its answers. */
function textOf(line: MessageLine): string {
  const poll = pollOf(line);
  return poll === undefined ? line.text : [poll.question, ...poll.options.map((option) => `- ${option}`)].join('\n');
}

function originOf({ by, at, forwarded }: MessageLine): { by: UserId; at: number } {
  return forwarded ?? { by, at };
}

async function copyEach(
  change: Change,
  place: AccessRow,
  caller: Caller,
  clientId: ClientId,
  originals: readonly MessageLine[],
  now: number,
): Promise<Written> {
  let written: Written | undefined;
  for (const [index, line] of originals.entries()) {
    const own = index === 0 ? clientId : derivedId(clientId, index);
    const content = { ...carriedOf(line), ...freshPollOf(line, now) } as Pick<MessageLine, 'content'>;
    const body = { type: 'message' as const, clientId: own, text: line.text, ...content, forwarded: originOf(line) };
    written = await change.append(place, caller.user, body);
    // The first one's is remembered with the command.
    if (index > 0) await change.remember({ user: caller.user, clientId: own, fingerprint: 'forwarded' }, written);
  }
  invariant(written !== undefined, 'a command names at least one message');
  return written;
}

function copyTogether(change: Change, place: AccessRow, caller: Caller, clientId: ClientId, content: Bundle) {
  const carried = content as NonNullable<MessageLine['content']>;
  return change.append(place, caller.user, { type: 'message', clientId, text: '', content: carried });
}

/** @throws Failure 'request.too-large', 'message.fixed' when bundles would be too deep in one another */
function bundleOf(title: string, originals: readonly MessageLine[], names: Names): Bundle {
  const items = originals.map((line) => {
    const { by, at } = originOf(line);
    return { by, name: names.get(by) ?? '', at, text: textOf(line), ...carriedOf(line) };
  });
  const bundle: Bundle = { type: 'bundle', title, items };
  if (bundleDepth(bundle) > LIMITS.bundleDepth) throw new Failure('message.fixed');
  if (Buffer.byteLength(JSON.stringify(bundle)) > LIMITS.bundleBytes) throw new Failure('request.too-large');
  return bundle;
}

/** @throws Failure 'request.invalid' */
function acceptBundleTitle(title: string): string {
  const trimmed = title.trim();
  if (trimmed === '' || checkLine(title, LIMITS.bundleTitleChars)) throw new Failure('request.invalid');
  return trimmed;
}

/** The same for every repeat of the command. */
function derivedId(clientId: ClientId, index: number): ClientId {
  return hash('sha256', `${clientId} ${index}`, 'base64url').slice(0, 32);
}
