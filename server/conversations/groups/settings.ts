import { Failure } from '#kernel/failure.ts';
import { newIn } from '#kernel/settings-fold.ts';
import type { ConversationEvent } from '#protocol/conversations.ts';
import { checkLine } from '#protocol/fields.ts';
import type { Announcement, SettingsRequest } from '#protocol/group-settings.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { ParamsOf, ResultOf, Written } from '#protocol/realtime.ts';
import type { Database } from '../../adapters/sql/database.ts';
import type { Caller } from '../../identity/api.ts';
import { accessConversation, accessGroup } from '../access.ts';
import { acceptTopic } from '../channels/channels.ts';
import type { Commits } from '../commits.ts';
import { announcementSeqs, firstMembers } from '../group-store.ts';
import { eventsAt } from '../message-store.ts';
import { named, type PeopleSource } from '../people.ts';
import { type AccessRow, settingsOf, visibleFrom } from '../rows.ts';
import { mayManage } from '../rules.ts';
import type { ConversationTables } from '../tables.ts';
import type { Endings } from './endings.ts';

interface Parts {
  database: Database<ConversationTables>;
  commits: Commits;
  people: PeopleSource;
  endings: Endings;
}

/** What is set for a group, and what everybody sees of it. Rules: docs/spec/groups.md. */
export class GroupSettings {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  async change(caller: Caller, params: ParamsOf<'conversation.settings'>): Promise<Written> {
    const { clientId, conversation } = params;
    const asked = accepted(params.change);
    const content = ['conversation.settings', conversation, asked] as const;
    const written = await this.#parts.commits.once({ caller, clientId, content }, async (change) => {
      const place = await accessGroup(change.db, caller, conversation);
      checkMayChange(place, asked);
      const fresh = newIn(settingsOf(place), asked);
      if (Object.keys(fresh).length === 0) return change.lastOf(place);
      checkUntil(asked, change.now());
      return change.append(place, caller.user, { type: 'settings-changed', change: fresh });
    });
    if (asked.until !== undefined) this.#parts.endings.arm();
    return written;
  }

  async announcements(caller: Caller, conversation: string): Promise<ResultOf<'conversation.announcements'>> {
    const db = this.#parts.database.read;
    const place = await accessConversation(db, caller, conversation);
    const seqs = await announcementSeqs(db, conversation, visibleFrom(place), LIMITS.announcementsTold);
    const events = seqs.length === 0 ? [] : await eventsAt(db, conversation, seqs);
    const announcements = events.flatMap(announcementIn).reverse();
    const authors = announcements.map(({ by }) => by);
    return { announcements, people: await named(this.#parts.people, authors) };
  }

  async faces(
    caller: Caller,
    { conversations }: ParamsOf<'conversation.faces'>,
  ): Promise<ResultOf<'conversation.faces'>> {
    const faces = await firstMembers(this.#parts.database.read, caller.user, conversations, LIMITS.groupFaces);
    const people = await named(
      this.#parts.people,
      faces.flatMap(({ users }) => users),
    );
    return { faces, people };
  }
}

/** [GR2] */
function checkMayChange(place: AccessRow, asked: SettingsRequest): void {
  if (!mayManage(place)) throw new Failure('access.denied');
  if (asked.until !== undefined && place.role !== 'owner') throw new Failure('access.denied');
}

/** The request as it is stored. @throws Failure 'request.invalid' */
function accepted(change: SettingsRequest): SettingsRequest {
  const topic = change.topic === undefined ? {} : { topic: acceptTopic(change.topic) };
  if (change.announcement === undefined) return { ...change, ...topic };
  const announcement = change.announcement.trim();
  // Checked line by line: what breaks lines is refused in a line.
  if (announcement.split(/\r?\n|\t/).some((line) => checkLine(line, LIMITS.announcementChars))) {
    throw new Failure('request.invalid');
  }
  return { ...change, ...topic, announcement };
}

/** [GR60] @throws Failure 'request.invalid' for a time that is over, or further off than a group may be temporary */
export function checkUntil({ until }: Pick<SettingsRequest, 'until'>, now: number): void {
  if (typeof until !== 'number') return;
  if (until <= now || until > now + LIMITS.temporaryMs) throw new Failure('request.invalid');
}

function announcementIn(event: ConversationEvent): Announcement[] {
  const text = event.type === 'settings-changed' ? event.change.announcement : undefined;
  return text === undefined ? [] : [{ text, by: event.by, at: event.at }];
}
