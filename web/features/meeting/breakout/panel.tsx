import { useEffect, useState } from 'react';
import type { BreakoutView } from '#protocol/breakout.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { SkeletonRows } from '#web/ui/skeleton.tsx';
import type { MeetingSession } from '../session.ts';
import { Options } from './options.tsx';
import { Rooms } from './rooms.tsx';
import { Running } from './running.tsx';
import { type Breakouts, useBreakouts } from './use-table.ts';
import { freshNames } from './where.ts';
import { breakoutWords } from './words.ts';

interface BreakoutPanelProps {
  session: MeetingSession;
  /** Grows with everything that hosts see. */
  revision: number | undefined;
}

/** Where hosts make breakout rooms, say who goes where, open, visit and close them. */
export function BreakoutPanel({ session, revision }: BreakoutPanelProps) {
  const words = useWords(breakoutWords);
  const breakouts = useBreakouts(session);
  const { table, view } = breakouts;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another revision is news.
  useEffect(() => void table.look(), [table, revision]);
  if (view === undefined) return <SkeletonRows count={5} label={words.title} />;
  if (view.rooms.length === 0) return <Setup breakouts={breakouts} view={view} />;
  return (
    <>
      <div className="breakout">
        {view.at === 'made' && <Making breakouts={breakouts} view={view} />}
        {view.at !== 'made' && view.rest.length > 0 && (
          <Button size="sm" icon="people" onClick={() => void breakouts.act({ do: 'spread' })}>
            {words.evenlyRest}
          </Button>
        )}
        <Rooms breakouts={breakouts} view={view} />
        <Options breakouts={breakouts} view={view} />
      </div>
      <footer className="breakout__foot">
        {view.at === 'made' ? (
          <Button wide kind="main" icon="grid" onClick={() => void breakouts.act({ do: 'open' })}>
            {words.open}
          </Button>
        ) : (
          <Running breakouts={breakouts} view={view} />
        )}
      </footer>
    </>
  );
}

interface PartProps {
  breakouts: Breakouts;
  view: BreakoutView;
}

/** Nothing is made yet: how many. */
function Setup({ breakouts, view }: PartProps) {
  const words = useWords(breakoutWords);
  const [count, setCount] = useState(2);
  const make = async () => {
    const rooms = freshNames([], count, words.roomName).map((name) => ({ name }));
    await breakouts.act({ do: 'make', rooms });
  };
  return (
    <div className="breakout">
      <p className="quiet breakout__intro">{words.intro}</p>
      <div className="breakout__count">
        <span className="row__main" id="breakout-count">
          {words.howMany}
        </span>
        <IconButton
          icon="left"
          label={words.fewer}
          aria-disabled={count <= 1}
          onClick={() => setCount(Math.max(1, count - 1))}
        />
        <output className="breakout__number num" aria-labelledby="breakout-count">
          {count}
        </output>
        <IconButton
          icon="right"
          label={words.moreOf}
          aria-disabled={count >= LIMITS.breakoutRooms}
          onClick={() => setCount(Math.min(LIMITS.breakoutRooms, count + 1))}
        />
      </div>
      <Options breakouts={breakouts} view={view} />
      <Button wide kind="main" icon="plus" onClick={() => void make()}>
        {words.makeRooms}
      </Button>
    </div>
  );
}

/** Before they open: more rooms, and everybody into one. */
function Making({ breakouts, view }: PartProps) {
  const words = useWords(breakoutWords);
  const known = view.rooms.map(({ id, name }) => ({ id, name }));
  const names = known.map(({ name }) => name);
  const add = () =>
    breakouts.act({ do: 'make', rooms: [...known, ...freshNames(names, 1, words.roomName).map((name) => ({ name }))] });
  return (
    <div className="breakout__acts">
      <Button size="sm" icon="people" onClick={() => void breakouts.act({ do: 'spread' })}>
        {words.evenly}
      </Button>
      {known.length < LIMITS.breakoutRooms && (
        <Button size="sm" icon="plus" onClick={() => void add()}>
          {words.addRoom}
        </Button>
      )}
    </div>
  );
}
