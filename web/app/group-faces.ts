import { useEffect, useSyncExternalStore } from 'react';
import type { Client } from '#client/api.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useClient } from './client.tsx';
import { type GroupFacesOf, keepFaces, keptFaces } from './kept-faces.ts';

/** Those asked for within this time are fetched together. */
const BATCH_MS = 20;
const AGAIN_MS = 3000;

/** Whose faces stand for which group, fetched many at a time. */
class GroupFaces {
  readonly #client: Client;
  #known = new Map<ConversationId, GroupFacesOf>();
  /** Whose list `#known` goes with. */
  #me: UserId | undefined;
  readonly #wanted = new Map<ConversationId, number>();
  readonly #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #fetching = false;

  constructor(client: Client) {
    this.#client = client;
    client.on('signed-out', () => {
      this.#known.clear();
      this.#me = undefined;
    });
    client.on('status', () => {
      if (client.status().at === 'online') this.#schedule(0);
    });
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  of(id: ConversationId): readonly UserId[] | undefined {
    this.#takeKept();
    return this.#known.get(id)?.users;
  }

  want(id: ConversationId, count: number): void {
    if (this.#known.get(id)?.count === count) return;
    this.#wanted.set(id, count);
    this.#schedule(BATCH_MS);
  }

  #takeKept(): void {
    const me = this.#client.me()?.id;
    if (me === this.#me) return;
    this.#me = me;
    this.#known = me === undefined ? new Map() : keptFaces(me);
  }

  #schedule(delayMs: number): void {
    if (this.#wanted.size === 0 || this.#fetching) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetch(), delayMs);
  }

  /** Never rejects: who can't be asked now is asked once there is a connection. */
  async #fetch(): Promise<void> {
    if (this.#client.status().at !== 'online') return;
    this.#fetching = true;
    let delayMs = BATCH_MS;
    try {
      await this.#learn([...this.#wanted].slice(0, LIMITS.helloPage));
    } catch {
      delayMs = AGAIN_MS;
    }
    this.#fetching = false;
    if (this.#listeners.size > 0) this.#schedule(delayMs);
  }

  async #learn(asked: readonly [ConversationId, number][]): Promise<void> {
    const conversations = asked.map(([id]) => id);
    const { faces } = await this.#client.call('conversation.faces', { conversations });
    for (const [id, count] of asked) {
      const users = faces.find(({ conversation }) => conversation === id)?.users ?? [];
      this.#known.delete(id);
      this.#known.set(id, { count, users });
      if (this.#wanted.get(id) === count) this.#wanted.delete(id);
    }
    if (this.#me !== undefined) keepFaces(this.#me, this.#known);
    for (const listener of this.#listeners) listener();
  }
}

const ofClients = new WeakMap<Client, GroupFaces>();

function facesOf(client: Client): GroupFaces {
  const faces = ofClients.get(client) ?? new GroupFaces(client);
  ofClients.set(client, faces);
  return faces;
}

/** The first members of a group; undefined while they are not known. `count`: how many there are; 0: not wanted. */
export function useGroupFaces(id: ConversationId, count: number): readonly UserId[] | undefined {
  const faces = facesOf(useClient());
  useEffect(() => {
    if (count > 0) faces.want(id, count);
  }, [faces, id, count]);
  return useSyncExternalStore(faces.subscribe, () => faces.of(id));
}
