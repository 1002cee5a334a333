import type { Clock } from '#kernel/clock.ts';
import { Failure } from '#kernel/failure.ts';
import { counts, quoteOf } from '#kernel/line-fold.ts';
import { isOnlyInThread } from '#kernel/thread-fold.ts';
import type { Seq } from '#protocol/common.ts';
import type { MessageEvent, MessageLine } from '#protocol/conversations.ts';
import { isEmoji } from '#protocol/emoji.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, Written } from '#protocol/realtime.ts';
import { insertIfAbsent } from '../adapters/sql/upsert.ts';
import type { Caller } from '../identity/api.ts';
import { accessConversation, accessMessage } from './access.ts';
import { alter, erase } from './altering.ts';
import type { MessagePolicy } from './api.ts';
import type { Change } from './change.ts';
import type { Commits } from './commits.ts';
import { type Contents, nudge } from './contents.ts';
import { nobodyOnline, type Online } from './marks/here.ts';
import { addMentions, clearMentions, mentionable } from './mentions.ts';
import { countPins } from './message-store.ts';
import { type AccessRow, emojiKey } from './rows.ts';
import { checkNotMuted, checkPosting, checkText, mayPin, mayRecall } from './rules.ts';
import { accessRoot, addReply, remention, takeReply } from './threads/replying.ts';
import { withheldFrom } from './withheld.ts';

/** What members write, and what they do with what is written. */
export class Messages {
  readonly #commits: Commits;
  readonly #clock: Clock;
  readonly #policy: MessagePolicy;
  readonly #contents: Contents;
  readonly #online: Online;

  constructor(
    commits: Commits,
    clock: Clock,
    policy: MessagePolicy,
    contents: Contents,
    online: Online = nobodyOnline,
  ) {
    this.#commits = commits;
    this.#clock = clock;
    this.#policy = policy;
    this.#contents = contents;
    this.#online = online;
  }

  /** `also` is done in the same transaction, and when it throws, nothing is sent. */
  async send(
    caller: Caller,
    params: ParamsOf<'message.send'>,
    also?: (change: Change) => Promise<void>,
  ): Promise<Written> {
    const { clientId, conversation, text, content: said, replyTo, thread, mentions = [] } = params;
    if (said === undefined || text !== '') checkText(text);
    const fault = await this.#contents.faultOf(said, text, this.#clock.now());
    const carried = said === undefined ? {} : { content: said };
    const more = replyTo === undefined && mentions.length === 0 ? [] : [replyTo ?? 0, mentions];
    const what = said === undefined ? more : [...more, said];
    const beside = thread !== undefined && params.alsoSent ? { alsoSent: true as const } : {};
    const where = thread === undefined ? [] : [{ thread, ...beside }];
    const content = ['message.send', conversation, text, ...what, ...where] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      if (fault !== undefined) throw fault;
      checkPosting(place, this.#clock.now(), mentions);
      if (said?.type === 'nudge') await nudge(change, place, caller.user, said.user, this.#clock.now());
      await also?.(change);
      const reply = replyTo === undefined ? {} : await replyOf(change, place, replyTo);
      const named = await mentionable(change.db, conversation, mentions, this.#online);
      // Both see the root, and it says how many replies there are.
      if (thread !== undefined && (await change.apartFrom(place, caller.user))) throw new Failure('message.unknown');
      const root = thread === undefined ? undefined : await accessRoot(change, place, thread);
      const body = { type: 'message' as const, clientId, text, ...carried, ...named, ...reply, ...where[0] };
      const written = await change.append(place, caller.user, body);
      await this.#contents.sent(change, caller.user, said, written);
      if (root !== undefined) await addReply(change, place, root);
      if (!counts(body)) return written;
      await addMentions(change.db, conversation, written.seq, named);
      await change.setRead(conversation, caller.user, { seq: written.seq, count: written.count });
      return written;
    });
  }

  async edit(caller: Caller, params: ParamsOf<'message.edit'>): Promise<Written> {
    const { clientId, conversation, seq, text, mentions = [] } = params;
    checkText(text);
    const content = ['message.edit', conversation, seq, text, mentions] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      checkPosting(place, this.#clock.now(), mentions);
      const message = await accessMessage(change.db, place, seq);
      if (message.line.by !== caller.user || message.line.content || message.line.forwarded)
        throw new Failure('access.denied');
      this.#checkAge(message.line, this.#policy.editMs);
      await refuseApart(change, place, caller, seq);
      // Whom @here meant when it was sent, it means for good.
      const { here } = message.line;
      const online: Online = here === undefined ? this.#online : async () => new Set(here);
      const named = await mentionable(change.db, conversation, mentions, online);
      if (message.line.text === text && sameMentions(message.line, named)) return change.lastOf(place);
      if (message.edits.length >= LIMITS.edits) throw new Failure('message.full');
      const inThread = isOnlyInThread(message.line) ? { inThread: true as const } : {};
      await clearMentions(change.db, conversation, seq);
      if (!inThread.inThread) await addMentions(change.db, conversation, seq, named);
      await remention(change, message, named);
      return alter(change, place, caller.user, message, { type: 'edited', target: seq, text, ...named, ...inThread });
    });
  }

  async recall(caller: Caller, params: ParamsOf<'message.recall'>): Promise<Written> {
    const { clientId, conversation, seq } = params;
    const content = ['message.recall', conversation, seq] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      const message = await accessMessage(change.db, place, seq);
      // What happened has happened; who doesn't want to see it takes it away for themself.
      if (message.line.content?.type === 'call') throw new Failure('access.denied');
      if (!mayRecall(place.role)) {
        if (message.line.by !== caller.user) throw new Failure('access.denied');
        this.#checkAge(message.line, this.#policy.recallMs);
      }
      const reply = await takeReply(change, message);
      const written = await alter(change, place, caller.user, message, {
        type: 'recalled',
        target: seq,
        ...reply.told,
      });
      await erase(change, message, caller.user, written.at);
      await this.#contents.gone(change, message.line);
      await reply.done();
      return written;
    });
  }

  async react(caller: Caller, params: ParamsOf<'message.react'>): Promise<Written> {
    const { clientId, conversation, seq, emoji, on } = params;
    if (!isEmoji(emoji)) throw new Failure('request.invalid');
    const content = ['message.react', conversation, seq, emoji, on] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      checkNotMuted(place, this.#clock.now());
      const message = await accessMessage(change.db, place, seq);
      const { reactions = [] } = message.line;
      const known = reactions.some((one) => one.emoji === emoji);
      if (on && !known && reactions.length >= LIMITS.reactionKinds) throw new Failure('message.full');
      if (!(await setReaction(change, place, caller, params))) return change.lastOf(place);
      return alter(change, place, caller.user, message, { type: 'reacted', target: seq, emoji, on });
    });
  }

  async pin(caller: Caller, params: ParamsOf<'message.pin'>): Promise<Written> {
    const { clientId, conversation, seq, on } = params;
    const content = ['message.pin', conversation, seq, on] as const;
    return this.#commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessConversation(change.db, caller, conversation);
      checkNotMuted(place, this.#clock.now());
      if (!mayPin(place)) throw new Failure('access.denied');
      const message = await accessMessage(change.db, place, seq);
      if ((message.line.pinned ?? false) === on) return change.lastOf(place);
      await setPin(change, place, seq, on);
      return alter(change, place, caller.user, message, { type: 'pinned', target: seq, on });
    });
  }

  /** @throws Failure 'message.too-late' */
  #checkAge({ at }: MessageLine, mostMs: number): void {
    if (mostMs > 0 && this.#clock.now() - at > mostMs) throw new Failure('message.too-late');
  }
}

async function replyOf(change: Change, place: AccessRow, seq: Seq): Promise<Pick<MessageEvent, 'replyTo' | 'quote'>> {
  const { line } = await accessMessage(change.db, place, seq);
  return { replyTo: seq, quote: quoteOf(line) };
}

/** [DR13] No other words for what the other one has: that would be writing to them. @throws Failure 'message.too-late' */
async function refuseApart(change: Change, place: AccessRow, { user }: Caller, seq: Seq): Promise<void> {
  const apart = await change.apartFrom(place, user);
  const hasIt = apart !== undefined && (await withheldFrom(change.db, place.id, seq)) === undefined;
  if (hasIt) throw new Failure('message.too-late');
}

function sameMentions(one: Pick<MessageLine, 'mentions'>, other: Pick<MessageLine, 'mentions'>): boolean {
  return JSON.stringify(one.mentions ?? []) === JSON.stringify(other.mentions ?? []);
}

/** Whether that changed anything. */
async function setReaction(
  change: Change,
  place: AccessRow,
  { user }: Caller,
  { seq, emoji, on }: ParamsOf<'message.react'>,
): Promise<boolean> {
  const key = { conversation_id: place.id, seq, emoji: emojiKey(emoji), user_id: user };
  if (on) return insertIfAbsent(change.db, 'message_reactions', { ...key, reacted_seq: place.last_seq + 1 });
  const deletion = change.db.deleteFrom('message_reactions').where((is) => is.and(key));
  return (await deletion.executeTakeFirst()).numDeletedRows > 0n;
}

async function setPin(change: Change, place: AccessRow, seq: Seq, on: boolean): Promise<void> {
  if (!on) {
    const pins = change.db.deleteFrom('conversation_pins');
    await pins.where('conversation_id', '=', place.id).where('seq', '=', seq).execute();
    return;
  }
  if ((await countPins(change.db, place.id)) >= LIMITS.pins) throw new Failure('pins.full');
  const row = { conversation_id: place.id, seq, pinned_seq: place.last_seq + 1 };
  await change.db.insertInto('conversation_pins').values(row).execute();
}
