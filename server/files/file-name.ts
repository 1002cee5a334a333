import { Failure } from '#kernel/failure.ts';
import { LIMITS } from '#protocol/limits.ts';

/** What nobody sees, what turns the direction of writing, and what separates folders. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is these that go
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

/** The name as it is kept: one line that says what it says, without folders. @throws Failure 'request.invalid' */
export function acceptName(given: string): string {
  if (!given.isWellFormed()) throw new Failure('request.invalid');
  const last = given.split(/[/\\]/).at(-1) ?? '';
  const seen = last.replace(UNSEEN, '').normalize('NFC').trim();
  return shortened(seen === '' || /^\.+$/.test(seen) ? 'file' : seen);
}

/** The end is kept: it says what kind of file it is. */
function shortened(name: string): string {
  if (name.length <= LIMITS.fileNameChars) return name;
  const [end = ''] = /\.[^.]{1,20}$/.exec(name) ?? [];
  const start = name.slice(0, LIMITS.fileNameChars - end.length);
  return ((start.isWellFormed() ? start : start.slice(0, -1)) + end).trim();
}

/** RFC 6266 with RFC 8187: a plain name for those who know no better, and the name. */
export function disposition(kind: 'inline' | 'attachment', name: string): string {
  const plain = name
    .normalize('NFKD')
    .replace(/[^\x20-\x7e]+/g, '_')
    .replace(/["\\%]/g, '_');
  const encoded = encodeURIComponent(name).replace(
    /['()*]/g,
    (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
