import { useState } from 'react';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient } from '#web/app/client.tsx';
import { goToMessage, messagePath } from '#web/app/message-place.ts';
import { useName } from '#web/app/names.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { SearchField } from '#web/ui/field.tsx';
import { Menu } from '#web/ui/menu.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import { LineRow } from './line-row.tsx';
import { closeKeeping } from './showing.ts';
import { type Stars, useStars } from './use-stars.ts';
import { starWords } from './words.ts';

/** The starred messages of all chats. */
export function StarredSheet() {
  const words = useWords(starWords);
  const [query, setQuery] = useState('');
  const stars = useStars(query.trim());
  return (
    <Sheet open title={words.starred} className="sheet--tall" onClose={closeKeeping}>
      <div className="sheet__body picker">
        <SearchField
          label={words.findStarred}
          value={query}
          onChange={(event) => setQuery(event.currentTarget.value)}
        />
        <StarredList stars={stars} query={query.trim()} />
      </div>
    </Sheet>
  );
}

function StarredList({ stars, query }: { stars: Stars; query: string }) {
  const words = useWords(starWords);
  const { lines, failed, more, again } = stars;
  if (failed) {
    return (
      <div className="section__failure" role="alert">
        {words.loadFailed}
        <Button size="sm" onClick={again}>
          {words.tryAgain}
        </Button>
      </div>
    );
  }
  if (lines === undefined) return <SkeletonRows count={4} label={words.loading} />;
  if (lines.length === 0) {
    if (query !== '') return <p className="empty__text">{words.noneFound(query)}</p>;
    return (
      <Empty art="together" title={words.noneStarred}>
        {words.noneStarredText}
      </Empty>
    );
  }
  return (
    <div className="keeping-list">
      <ul className="line-rows" aria-label={words.starred}>
        {lines.map((line) => (
          <StarredLine key={`${line.conversation} ${line.seq}`} line={line} query={query} onDrop={stars.drop} />
        ))}
      </ul>
      {more && (
        <div className="keeping-more">
          <Button size="sm" onClick={more}>
            {words.more}
          </Button>
        </div>
      )}
    </div>
  );
}

interface StarredLineProps {
  line: MessageLine;
  query: string;
  onDrop: (line: MessageLine) => void;
}

function StarredLine({ line, query, onDrop }: StarredLineProps) {
  const client = useClient();
  const words = useWords(starWords);
  const name = useName(line.by) ?? words.somebody;
  const { conversation, seq } = line;
  function show() {
    closeKeeping();
    goToMessage(messagePath(conversation, seq, line.thread));
  }
  function unstar() {
    client.keep({ do: 'message.star', with: { conversation, seq, on: false } });
    onDrop(line);
  }
  return (
    <LineRow
      line={line}
      placed
      query={query}
      onShow={show}
      end={
        <Menu
          trigger={<IconButton icon="more" size="sm" label={words.actionsOf(name)} />}
          items={[
            { icon: 'chat', label: words.show, onChoose: show },
            { icon: 'star', label: words.unstar, onChoose: unstar },
          ]}
        />
      }
    />
  );
}
