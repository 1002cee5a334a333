/** What an address that the system opened the app with asks for. */
export type Opened =
  | { ask: 'answer'; call: string }
  | { ask: 'share' }
  /** Somewhere else in the app. */
  | { ask: 'go'; path: string };

const CALL = /^v_[0-9a-z]{20}$/;

/** `path` with its query, from the origin on; undefined: it is an address like any other. */
export function openedBy(path: string): Opened | undefined {
  const { pathname, searchParams } = new URL(path, 'https://yiqi.invalid');
  if (pathname === '/share') return { ask: 'share' };
  if (pathname === '/open') return { ask: 'go', path: linkPath(searchParams.get('link') ?? '') };
  const call = searchParams.get('answer');
  if (pathname === '/' && call !== null) return CALL.test(call) ? { ask: 'answer', call } : { ask: 'go', path: '/' };
  return pathname === '/' && searchParams.has('from') ? { ask: 'go', path: '/' } : undefined;
}

/** `web+yiqi:m/123456789`, as links to meetings are written; everything else leads to the beginning. */
function linkPath(link: string): string {
  const [, number] = /^web\+yiqi:(?:\/\/)?m\/([0-9]{9})$/.exec(link) ?? [];
  return number === undefined ? '/' : `/m/${number}`;
}
