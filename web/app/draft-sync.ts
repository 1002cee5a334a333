import { useEffect } from 'react';
import type { Client } from '#client/api.ts';
import type { Mention } from '#protocol/conversations.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { DraftEntry } from '#protocol/personal.ts';
import { useClient, useMe } from './client.tsx';
import { draftMentions } from './draft-mentions.ts';
import { noteDraftTold, onDraftWritten, readDraft, storedDrafts, takeDraft } from './drafts.ts';

/** After so long without a key, what is half written is told to the person's other devices, in ms. */
const IDLE_MS = 1000;
/** The state of the person's log is whole so soon after the connection is there, in ms. */
const SETTLED_MS = 1500;

/** The message that is about to be answered in each composer. */
const answers = new Map<string, number>();
const marked = new Set<(composer: string) => void>();

/** What is answered in a composer is part of its draft. */
export function noteDraftAnswer(composer: string, seq: number | undefined): void {
  if (answers.get(composer) === seq) return;
  if (seq === undefined) answers.delete(composer);
  else answers.set(composer, seq);
  for (const mark of marked) mark(composer);
}

/** Drafts follow their person from device to device while this is shown. */
export function useDraftSync(): void {
  const client = useClient();
  const me = useMe()?.id;
  useEffect(() => (me === undefined ? undefined : new DraftSync(client, me).start()), [client, me]);
}

function composerOfDraft({ conversation, thread }: Pick<DraftEntry, 'conversation' | 'thread'>): string {
  return thread === undefined ? conversation : `${conversation}:${thread}`;
}

type DraftClient = Pick<Client, 'keep' | 'personal' | 'subscribe' | 'status' | 'on'>;

/** Tells what is written here once it rests, and takes what was written elsewhere unless somebody writes here. */
export class DraftSync {
  readonly #client: DraftClient;
  readonly #me: string;
  /** Written here and not handed over yet. */
  readonly #waiting = new Map<string, ReturnType<typeof setTimeout>>();
  #entries: ReadonlyMap<string, DraftEntry> | undefined;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(client: DraftClient, me: string) {
    this.#client = client;
    this.#me = me;
  }

  start(): () => void {
    const written = (composer: string) => this.#handleWritten(composer);
    marked.add(written);
    const stops = [
      onDraftWritten((me, composer) => me === this.#me && written(composer)),
      this.#client.subscribe(() => this.#handleChanged()),
      this.#client.on('status', () => this.#settle()),
      () => marked.delete(written),
    ];
    const leave = () => document.visibilityState === 'hidden' && this.flush();
    document.addEventListener('visibilitychange', leave);
    addEventListener('pagehide', leave);
    this.#handleChanged();
    this.#settle();
    return () => {
      this.flush();
      clearTimeout(this.#settling);
      for (const stop of stops) stop();
      document.removeEventListener('visibilitychange', leave);
      removeEventListener('pagehide', leave);
    };
  }

  /** Hands over at once what waits. */
  flush(): void {
    for (const composer of [...this.#waiting.keys()]) this.#tell(composer);
  }

  #handleWritten(composer: string): void {
    clearTimeout(this.#waiting.get(composer));
    const idle = readDraft(this.#me, composer) === '' && !answers.has(composer) ? 0 : IDLE_MS;
    this.#waiting.set(
      composer,
      setTimeout(() => this.#tell(composer), idle),
    );
  }

  #tell(composer: string): void {
    clearTimeout(this.#waiting.get(composer));
    this.#waiting.delete(composer);
    const text = readDraft(this.#me, composer);
    const [conversation = '', root] = composer.split(':');
    // What is too long for that stays on this device.
    if (text.length > LIMITS.draftChars) return;
    const thread = root === undefined ? {} : { thread: Number(root) };
    const seq = answers.get(composer);
    const replyTo = seq === undefined ? {} : { replyTo: seq };
    const named = text === '' ? [] : this.#mentionsIn(composer);
    const mentions = named.length === 0 ? {} : { mentions: [...named] };
    noteDraftTold(this.#me, composer);
    this.#client.keep({ do: 'draft.set', with: { conversation, ...thread, text, ...mentions, ...replyTo, ago: 0 } });
  }

  #mentionsIn(composer: string): readonly Mention[] {
    return draftMentions(composer) ?? this.#entries?.get(`draft:${composer}`)?.mentions ?? [];
  }

  /** Takes what is known of the drafts, but for those that somebody is writing here. */
  #handleChanged(): void {
    const entries = this.#client.personal('draft');
    if (entries === this.#entries) return;
    const ended = [...(this.#entries ?? new Map<string, DraftEntry>())].filter(([slot]) => !entries.has(slot));
    this.#entries = entries;
    for (const entry of entries.values()) this.#take(composerOfDraft(entry), entry.text);
    for (const [, entry] of ended) this.#take(composerOfDraft(entry), '');
  }

  #take(composer: string, text: string): void {
    if (this.#waiting.has(composer) || readDraft(this.#me, composer) === text) return;
    takeDraft(this.#me, composer, text);
    if (text !== '') noteDraftTold(this.#me, composer);
  }

  #settle(): void {
    clearTimeout(this.#settling);
    if (this.#client.status().at === 'online') this.#settling = setTimeout(() => this.#handleWhole(), SETTLED_MS);
  }

  /** What this device has stored from before: told if it never was, gone if it has ended elsewhere. */
  #handleWhole(): void {
    const known = new Set([...this.#client.personal('draft').values()].map(composerOfDraft));
    for (const { composer, told } of storedDrafts(this.#me)) {
      if (known.has(composer) || this.#waiting.has(composer)) continue;
      if (told) takeDraft(this.#me, composer, '');
      else this.#tell(composer);
    }
  }
}
