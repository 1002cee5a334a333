/** A table as it is written: its cells, and the line after it. */
export interface TableText {
  head: string[];
  rows: string[][];
  next: number;
}

const RULE = /^\s*\|?\s*:?-{1,50}:?\s*(?:\|\s*:?-{1,50}:?\s*){0,30}\|?\s*$/;
/** Longer lines are no lines of dashes. */
const MOST_CHARS = 1000;
const MOST_COLUMNS = 20;

/** A line of cells, a line of dashes under it, and more lines of cells. Every row has as many cells as the head. */
export function tableAt(lines: readonly string[], at: number): TableText | undefined {
  const [first = '', rule = ''] = [lines[at], lines[at + 1]];
  if (!first.includes('|') || !rule.includes('-') || rule.length > MOST_CHARS || !RULE.test(rule)) return undefined;
  const head = cellsOf(first);
  if (head.length !== cellsOf(rule).length || head.length > MOST_COLUMNS) return undefined;
  let next = at + 2;
  while (lines[next]?.includes('|')) next += 1;
  const rows = lines.slice(at + 2, next).map((line) => {
    const cells = cellsOf(line);
    return head.map((_, column) => cells[column] ?? '');
  });
  return { head, rows, next };
}

function cellsOf(line: string): string[] {
  const inner = line.trim().replace(/^\|/, '').replace(/\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.trim().replaceAll('\\|', '|'));
}
