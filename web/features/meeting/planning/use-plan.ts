import { useCallback, useEffect, useState, useSyncExternalStore } from 'react';
import type { Person } from '#protocol/common.ts';
import type { PlanEntry } from '#protocol/personal.ts';
import type { Occurrence, Plan, PlanId } from '#protocol/planning.ts';
import { useClient, useStatus } from '#web/app/client.tsx';
import { useToday } from '#web/i18n/today.ts';

export type Loaded<Value> = { at: 'loading' } | { at: 'here'; value: Value } | { at: 'failed'; error: unknown };

/** How far ahead meetings are shown, in ms. */
const AHEAD_MS = 60 * 86_400_000;

/** What tells that something about planned meetings changed: another one each time. */
export function usePlanEntries(): ReadonlyMap<string, PlanEntry> {
  const client = useClient();
  return useSyncExternalStore(client.subscribe, () => client.personal('plan'));
}

/** Loads, and again whenever `signal` is another one; what was there stays until then. */
function useLoaded<Value>(load: () => Promise<Value>, signal: unknown): [Loaded<Value>, () => void] {
  const [loaded, setLoaded] = useState<Loaded<Value>>({ at: 'loading' });
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: these say when it is loaded anew
  useEffect(() => {
    let wanted = true;
    load().then(
      (value) => wanted && setLoaded({ at: 'here', value }),
      (error: unknown) => wanted && setLoaded({ at: 'failed', error }),
    );
    return () => {
      wanted = false;
    };
  }, [load, signal, tries]);
  return [loaded, () => setTries(tries + 1)];
}

/** The meetings of the next two months, those that go on included. */
export function useUpcoming(): [Loaded<readonly Occurrence[]>, () => void] {
  const client = useClient();
  const entries = usePlanEntries();
  const today = useToday();
  const { at } = useStatus();
  const load = useCallback(async () => {
    const from = Date.now();
    const { items } = await client.call('plan.agenda', { from, to: from + AHEAD_MS });
    return items;
  }, [client]);
  const revisions = [...entries.values()]
    .map(({ plan, revision, answer, seq }) => `${plan} ${revision} ${answer} ${seq}`)
    .join();
  return useLoaded(load, `${today} ${at === 'online'} ${revisions}`);
}

/** One plan, as it is. */
export function usePlan(id: PlanId): [Loaded<Plan>, () => void] {
  const client = useClient();
  const entry = usePlanEntries().get(`plan:${id}`);
  const load = useCallback(() => client.call('plan.get', { plan: id }), [client, id]);
  return useLoaded(load, entry);
}

/** What people are called whom an answer names, for those whom the client doesn't know. */
export function nicknames(people: readonly Person[]): ReadonlyMap<string, string> {
  return new Map(people.map(({ id, nickname }) => [id, nickname]));
}
