/** One row of a CSV file. */
export interface CsvRow {
  /** Where it begins, from 1. */
  line: number;
  fields: string[];
  /** A quotation mark is missing, or stands where none may. */
  broken: boolean;
}

const BREAK = /\r\n|\r|\n/g;

/**
 * Reads at most `most` rows of RFC 4180, with any line break. Empty lines are left out. After a quotation mark that is missing the row ends at
 * the end of its first line, so that one mistake spoils one row only. Never throws.
 */
export function readCsv(text: string, most = Number.POSITIVE_INFINITY): CsvRow[] {
  const rows: CsvRow[] = [];
  let at = text.charCodeAt(0) === 0xfeff ? 1 : 0;
  let line = 1;
  while (at < text.length && rows.length < most) {
    const { fields, end, broken } = readRow(text, at);
    if (broken || fields.length > 1 || fields[0] !== '') rows.push({ line, fields, broken });
    line += text.slice(at, end).match(BREAK)?.length ?? 0;
    at = end;
  }
  return rows;
}

interface Read {
  fields: string[];
  /** After the row and its line break. */
  end: number;
  broken: boolean;
}

function readRow(text: string, start: number): Read {
  const fields: string[] = [];
  for (let at = start; ; ) {
    const field = text[at] === '"' ? readQuoted(text, at) : readBare(text, at);
    if (field === undefined) return { fields: [], end: afterLine(text, start), broken: true };
    fields.push(field.value);
    if (text[field.end] !== ',') return { fields, end: afterBreak(text, field.end), broken: false };
    at = field.end + 1;
  }
}

interface Field {
  value: string;
  end: number;
}

/** A quotation mark within bare text is a fault. */
function readBare(text: string, start: number): Field | undefined {
  let end = start;
  while (end < text.length && text[end] !== ',' && !isBreak(text[end])) {
    if (text[end] === '"') return undefined;
    end += 1;
  }
  return { value: text.slice(start, end), end };
}

/** `start` is at the opening mark; two marks within stand for one. */
function readQuoted(text: string, start: number): Field | undefined {
  let value = '';
  for (let at = start + 1; ; ) {
    const mark = text.indexOf('"', at);
    if (mark < 0) return undefined;
    value += text.slice(at, mark);
    if (text[mark + 1] !== '"') {
      const next = text[mark + 1];
      const ends = next === undefined || next === ',' || isBreak(next);
      return ends ? { value, end: mark + 1 } : undefined;
    }
    value += '"';
    at = mark + 2;
  }
}

function afterLine(text: string, start: number): number {
  let at = start;
  while (at < text.length && !isBreak(text[at])) at += 1;
  return afterBreak(text, at);
}

function afterBreak(text: string, at: number): number {
  return text.startsWith('\r\n', at) ? at + 2 : Math.min(at + 1, text.length);
}

function isBreak(character: string | undefined): boolean {
  return character === '\n' || character === '\r';
}
