/** Where the server has each drawing, by its name. */
const URLS = import.meta.glob<string>('./*.svg', { query: '?url', import: 'default', eager: true });

/** @throws when there is no such drawing */
export function drawingUrl(name: string): string {
  const url = URLS[`./${name}.svg`];
  if (url === undefined) throw new Error(`no drawing named ${name}`);
  return url;
}
