import { useEffect, useState } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { type Emoji, readRows } from './emoji-model.ts';

let known: Promise<readonly Emoji[]> | undefined;
let loaded: readonly Emoji[] | undefined;

async function loadEmoji(): Promise<readonly Emoji[]> {
  known ??= loadPart(() => import('virtual:emoji')).then(({ default: rows }) => readRows(rows));
  try {
    loaded = await known;
    return loaded;
  } catch (error) {
    known = undefined;
    throw error;
  }
}

/** All emoji, once they are there. They are fetched when they are first wanted. */
export function useEmoji(wanted = true): { all: readonly Emoji[] | undefined; failed: boolean } {
  const [all, setAll] = useState(loaded);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    if (!wanted || all !== undefined) return;
    let gone = false;
    loadEmoji().then(
      (emoji) => !gone && setAll(emoji),
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [wanted, all]);
  return { all, failed };
}
