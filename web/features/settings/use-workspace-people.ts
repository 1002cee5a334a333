import { useCallback, useEffect, useState } from 'react';
import { workspacePeople } from '#client/workspace-people.ts';
import { asFailure, type Failure } from '#kernel/failure.ts';
import type { WorkspacePeople, WorkspacePerson } from '#protocol/workspace-people.ts';
import { type Action, useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';

const TYPED_MS = 200;

interface Found extends WorkspacePeople {
  /** What was looked for. */
  query: string;
}

/** Everybody whom `query` finds, page after page. */
export function useWorkspacePeople(query: string) {
  const client = useClient();
  const [found, setFound] = useState<Found>();
  const [refused, setRefused] = useState<Failure>();
  const [wanted, setWanted] = useState(0);
  const { busy, failure, run }: Action = useAction();
  // biome-ignore lint/correctness/useExhaustiveDependencies: asked again when it is wanted again.
  useEffect(() => {
    let current = true;
    const take = (page: WorkspacePeople) => {
      if (!current) return;
      setFound({ ...page, query });
      setRefused(undefined);
    };
    const refuse = (error: unknown) => current && setRefused(asFailure(error));
    const begin = setTimeout(() => void workspacePeople(client, query).then(take, refuse), query === '' ? 0 : TYPED_MS);
    return () => {
      current = false;
      clearTimeout(begin);
    };
  }, [client, query, wanted]);
  const more = () =>
    run(async () => {
      if (found === undefined) return;
      const page = await workspacePeople(client, found.query, found.people.at(-1)?.id);
      setFound({ query: found.query, people: [...found.people, ...page.people], more: page.more });
    });
  const changed = useCallback(
    (person: WorkspacePerson) =>
      setFound(
        (known) => known && { ...known, people: known.people.map((one) => (one.id === person.id ? person : one)) },
      ),
    [],
  );
  return { found, busy, failure: refused ?? failure, more, changed, again: () => setWanted((times) => times + 1) };
}
