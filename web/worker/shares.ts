/** Where what other apps share waits for the window that takes it. */
const SHARED = 'yiqi-shared';
const TEXT = '/shared/text';
const FILE = '/shared/file/';
const MOST_FILES = 30;

/** What somebody shared from another app. */
export interface Share {
  text: string;
  files: File[];
}

/** Keeps what the form of the system's share sheet holds. One share at a time: a later one takes its place. */
export async function keepShare(caches: Pick<CacheStorage, 'open' | 'delete'>, form: FormData): Promise<void> {
  await caches.delete(SHARED);
  const cache = await caches.open(SHARED);
  const words = ['title', 'text', 'url'].map((name) => form.get(name));
  const text = [...new Set(words.filter((word) => typeof word === 'string' && word !== ''))].join('\n');
  await cache.put(TEXT, new Response(text));
  const files = form.getAll('files').filter((one) => one instanceof File);
  for (const [index, file] of files.slice(0, MOST_FILES).entries()) {
    const headers = { 'content-type': file.type, 'x-name': encodeURIComponent(file.name) };
    await cache.put(`${FILE}${index}`, new Response(file, { headers }));
  }
}

/** What waits, once; undefined: nothing does. */
export async function takeShare(caches: Pick<CacheStorage, 'open' | 'delete'>): Promise<Share | undefined> {
  const cache = await caches.open(SHARED);
  const text = await cache.match(TEXT);
  const files: File[] = [];
  for (let index = 0; index < MOST_FILES; index += 1) {
    const kept = await cache.match(`${FILE}${index}`);
    if (kept === undefined) break;
    const name = decodeURIComponent(kept.headers.get('x-name') ?? 'file');
    files.push(new File([await kept.blob()], name, { type: kept.headers.get('content-type') ?? '' }));
  }
  await caches.delete(SHARED);
  return text === undefined ? undefined : { text: await text.text(), files };
}
