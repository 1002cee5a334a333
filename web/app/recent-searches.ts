/** What one searched for lately, kept on this device only. */
const KEY = 'yiqi.searches.';
const MOST = 8;

export function recentSearches(me: string): readonly string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY + me) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'string').slice(0, MOST) : [];
  } catch {
    return [];
  }
}

export function rememberSearch(me: string, query: string): void {
  const words = query.trim();
  if (words === '') return;
  store(me, [words, ...recentSearches(me).filter((one) => one !== words)].slice(0, MOST));
}

export function forgetSearches(me: string): void {
  store(me, []);
}

/** Forgets everybody's, as somebody signs out. */
export function clearSearches(): void {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith(KEY)) localStorage.removeItem(key);
  } catch {
    // Nothing was stored then.
  }
}

function store(me: string, searches: readonly string[]): void {
  try {
    if (searches.length === 0) localStorage.removeItem(KEY + me);
    else localStorage.setItem(KEY + me, JSON.stringify(searches));
  } catch {
    // Refused storage: then there are none next time.
  }
}
