import { thumbHashToDataURL } from 'thumbhash';
import type { FileItem } from '#protocol/files.ts';

const known = new Map<string, string>();
const MOST = 500;

/** What a picture looks like from afar, as a CSS image, until it has come. */
export function blurUrl({ blur }: Pick<FileItem, 'blur'>): string | undefined {
  if (blur === undefined) return undefined;
  const made = known.get(blur) ?? make(blur);
  if (made !== '') known.set(blur, made);
  const [oldest] = known.keys();
  if (known.size > MOST && oldest !== undefined) known.delete(oldest);
  return made === '' ? undefined : `url(${made})`;
}

function make(blur: string): string {
  try {
    return thumbHashToDataURL(Uint8Array.from(atob(blur), (one) => one.charCodeAt(0)));
  } catch {
    return '';
  }
}
