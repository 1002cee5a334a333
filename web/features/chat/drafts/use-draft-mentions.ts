import { useEffect, useSyncExternalStore } from 'react';
import type { Mention } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';
import { noteDraftMentions } from '#web/app/draft-mentions.ts';

/** Whom the draft meant where it was written: docs/spec/keeping.md [KP33]. */
export function useDraftMentions(place: string): readonly Mention[] {
  const client = useClient();
  return useSyncExternalStore(
    client.subscribe,
    () => client.personal('draft').get(`draft:${place}`)?.mentions ?? NOBODY,
  );
}

const NOBODY: readonly Mention[] = [];

/** What is half written tells whom it means, once it is told. */
export function useMentionsNoted(place: string, text: string, of: (text: string) => Mention[], editing: boolean): void {
  useEffect(() => {
    if (!editing) noteDraftMentions(place, () => of(text));
  }, [place, text, of, editing]);
}
