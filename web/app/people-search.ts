import { useEffect, useState } from 'react';
import { asFailure, type Failure } from '#kernel/failure.ts';
import type { Person, UserId } from '#protocol/common.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useClient, useStatus } from './client.tsx';

export interface PeopleSearch {
  people: readonly Person[];
  /** The words that `people` answers; while it lags behind the box, older people are shown. */
  answered: string | undefined;
  failure: Failure | undefined;
  /** Fetches the next page, where there is one. */
  more: (() => void) | undefined;
}

interface Found {
  query: string;
  people: readonly Person[];
  next: UserId | undefined;
}

/** How long somebody may pause while typing before a search goes out, in ms. */
const PAUSE_MS = 150;

/** People whose name or account answers the words; everybody for none. Asks again as the connection comes back. */
export function usePeopleSearch(words: string): PeopleSearch {
  const client = useClient();
  const online = useStatus().at === 'online';
  const query = words.trim().slice(0, LIMITS.searchChars);
  const [found, setFound] = useState<Found>();
  const [failure, setFailure] = useState<Failure>();

  // biome-ignore lint/correctness/useExhaustiveDependencies: what was found does not make one look again; a connection does
  useEffect(() => {
    let wanted = true;
    const timer = setTimeout(() => void look(), found === undefined ? 0 : PAUSE_MS);
    async function look() {
      try {
        const { people, next } = await client.searchPeople(query);
        if (!wanted) return;
        setFailure(undefined);
        setFound({ query, people, next });
      } catch (error) {
        if (wanted) setFailure(asFailure(error));
      }
    }
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [client, query, online]);

  async function more(from: Found) {
    try {
      const page = await client.searchPeople(from.query, from.next);
      setFound((now) =>
        now === from ? { ...page, query: now.query, people: joined(now, page), next: page.next } : now,
      );
    } catch (error) {
      setFailure(asFailure(error));
    }
  }

  return {
    people: found?.people ?? [],
    answered: found?.query,
    failure,
    more: found?.next === undefined ? undefined : () => void more(found),
  };
}

function joined(found: Found, page: { people: Person[] }): Person[] {
  const known = new Set(found.people.map((person) => person.id));
  return [...found.people, ...page.people.filter((person) => !known.has(person.id))];
}
