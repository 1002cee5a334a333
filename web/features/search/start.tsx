import { useState } from 'react';
import { useMe } from '#web/app/client.tsx';
import { forgetSearches, recentSearches } from '#web/app/recent-searches.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { searchWords } from './words.ts';

/** Before anything is typed: what one searched for lately, and how to say more. */
export function Start({ onChoose }: { onChoose: (query: string) => void }) {
  const words = useWords(searchWords);
  const me = useMe()?.id ?? '';
  const [recent, setRecent] = useState(() => recentSearches(me));
  return (
    <>
      {recent.length > 0 && (
        <section className="results" aria-label={words.recent}>
          <div className="list-label">
            <h2>{words.recent}</h2>
            <Button
              size="sm"
              kind="quiet"
              onClick={() => {
                forgetSearches(me);
                setRecent([]);
              }}
            >
              {words.forget}
            </Button>
          </div>
          {recent.map((query) => (
            <button key={query} type="button" className="row row--tight" data-result="" onClick={() => onChoose(query)}>
              <Icon name="clock" />
              <span className="clip">{query}</span>
            </button>
          ))}
        </section>
      )}
      <section className="search-tips">
        <h2>{words.tips}</h2>
        <ul>
          {[words.tipFrom, words.tipIn, words.tipDates, words.tipHas].map((tip) => (
            <li key={tip}>{tip}</li>
          ))}
        </ul>
      </section>
    </>
  );
}
