/** The lines of RFC 5545: escaping, parameters, folding. */

/** A content line is at most this long, in octets, without its end: §3.1. */
const LINE_OCTETS = 75;
const encoder = new TextEncoder();

/** A value of type TEXT: §3.3.11. */
export function textValue(text: string): string {
  return printable(text)
    .replace(/\\/g, '\\\\')
    .replace(/;/g, '\\;')
    .replace(/,/g, '\\,')
    .replace(/\r\n|\r|\n/g, '\\n');
}

/** A parameter's value, in quotes: §3.2, and RFC 6868 for what can't be in them. */
export function paramValue(text: string): string {
  const encoded = printable(text)
    .replace(/\^/g, '^^')
    .replace(/"/g, "^'")
    .replace(/\r\n|\r|\n/g, '^n');
  return `"${encoded}"`;
}

/** The text of lines, each folded after at most 75 octets and never within a character, with their ends. */
export function linesText(lines: readonly string[]): string {
  return lines.map((line) => `${folded(line)}\r\n`).join('');
}

function folded(line: string): string {
  let text = '';
  let room = LINE_OCTETS;
  for (const character of line) {
    const octets = encoder.encode(character).length;
    if (octets > room) {
      text += '\r\n ';
      room = LINE_OCTETS - 1;
    }
    text += character;
    room -= octets;
  }
  return text;
}

/** Without control characters, but for line ends and tabs, and without halves of characters. */
function printable(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  return text.toWellFormed().replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '');
}
