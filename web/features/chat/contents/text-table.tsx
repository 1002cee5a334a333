import type { ReactNode } from 'react';
import { useWords } from '#web/i18n/words.ts';
import { Icon } from '#web/ui/icon.tsx';
import type { Inline } from '../messages/markdown.ts';
import { contentWords } from './words.ts';

interface TableProps {
  head: readonly Inline[][];
  rows: readonly Inline[][][];
  draw: (cell: Inline[]) => ReactNode;
}

/** A table in a message. A wide one scrolls by itself. */
export function TextTable({ head, rows, draw }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: wide tables scroll, so the keyboard must reach them
    <div className="text-table" tabIndex={0}>
      <table>
        <thead>
          <tr>{head.map((cell, column) => keyed(column, <th scope="col">{draw(cell)}</th>))}</tr>
        </thead>
        <tbody>
          {rows.map((row, index) =>
            keyed(index, <tr>{row.map((cell, column) => keyed(column, <td>{draw(cell)}</td>))}</tr>),
          )}
        </tbody>
      </table>
    </div>
  );
}

/** The parts of a text never move, so their places are their keys. */
function keyed(place: number, element: ReactNode): ReactNode {
  return <Place key={place}>{element}</Place>;
}

function Place({ children }: { children: ReactNode }) {
  return children;
}

/** An item of a list; with `done`, of a list of tasks. */
export function ListItem({ done, children }: { done: boolean | undefined; children: ReactNode }) {
  const words = useWords(contentWords);
  if (done === undefined) return <li>{children}</li>;
  return (
    <li className={done ? 'task is-done' : 'task'}>
      <span className="task__box" role="img" aria-label={done ? words.done : words.open}>
        {done && <Icon name="check" size="sm" />}
      </span>
      <div className="task__text">{children}</div>
    </li>
  );
}
