import { useEffect, useSyncExternalStore } from 'react';
import type { Client } from '#client/api.ts';
import type { ConversationId, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useClient } from './client.tsx';

interface Known {
  /** How many members there were: another number means other faces. */
  count: number;
  users: readonly UserId[];
}

/** Those asked for within this time are fetched together. */
const BATCH_MS = 20;
const AGAIN_MS = 3000;

/** Whose faces stand for which group, fetched many at a time. */
class GroupFaces {
  readonly #client: Client;
  readonly #known = new Map<ConversationId, Known>();
  readonly #wanted = new Map<ConversationId, number>();
  readonly #listeners = new Set<() => void>();
  #scheduled = false;

  constructor(client: Client) {
    this.#client = client;
    client.on('signed-out', () => this.#known.clear());
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  of(id: ConversationId): readonly UserId[] | undefined {
    return this.#known.get(id)?.users;
  }

  want(id: ConversationId, count: number): void {
    if (this.#known.get(id)?.count === count) return;
    this.#wanted.set(id, count);
    this.#schedule(BATCH_MS);
  }

  #schedule(delayMs: number): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    setTimeout(() => void this.#fetch(), delayMs);
  }

  /** Never rejects: who can't be asked now is asked again. */
  async #fetch(): Promise<void> {
    const asked = [...this.#wanted].slice(0, LIMITS.helloPage);
    let delayMs = BATCH_MS;
    try {
      const conversations = asked.map(([id]) => id);
      const { faces } = await this.#client.call('conversation.faces', { conversations });
      for (const [id, count] of asked) {
        const users = faces.find(({ conversation }) => conversation === id)?.users ?? [];
        this.#known.set(id, { count, users });
        if (this.#wanted.get(id) === count) this.#wanted.delete(id);
      }
      for (const listener of this.#listeners) listener();
    } catch {
      delayMs = AGAIN_MS;
    }
    this.#scheduled = false;
    if (this.#wanted.size > 0 && this.#listeners.size > 0) this.#schedule(delayMs);
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
