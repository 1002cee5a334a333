/** The pages of the settings, as the address names them. */
const SETTINGS = ['me', 'appearance', 'devices', 'notifications', 'people', 'search-index', 'jobs'] as const;
export type SettingsPlace = (typeof SETTINGS)[number];

/** What the contacts show besides a person: requests, calls, the company, or one of its departments. */
export type ContactsPlace = 'requests' | 'calls' | 'company' | { department: string };

/** Where somebody is in the app, read from the address. */
export type Route =
  | { at: 'chats' }
  | { at: 'conversation'; id: string; details: boolean; thread?: number; seq?: number; reply?: number }
  | { at: 'search'; open?: string; thread?: number; seq?: number; reply?: number }
  | { at: 'threads' }
  | { at: 'channels' }
  | { at: 'contacts'; person: string | undefined; page?: ContactsPlace }
  | { at: 'meetings' }
  | { at: 'settings'; page: SettingsPlace | undefined }
  | { at: 'sign-in' }
  | { at: 'register'; invite: string | undefined }
  | { at: 'new-password'; token: string }
  | { at: 'join'; token: string }
  | { at: 'meeting'; number: string }
  | { at: 'unknown' };

/** `pathname` and `search` as `location` gives them. */
export function parseRoute(pathname: string, search = ''): Route {
  const [first = '', second = '', third] = pathname
    .split('/')
    .filter((part) => part !== '')
    .map(decodePart);
  const message = placeOf(third);
  if (first === 'c' && isConversation(second) && message !== undefined)
    return conversationRoute(second, search, message);
  if (third !== undefined) return { at: 'unknown' };
  if (first === 'c' && isConversation(second)) return conversationRoute(second, search);
  if (first === 'm' && second !== '') return { at: 'meeting', number: second };
  if (first === 'join' && /^[0-9A-Za-z_-]{22}$/.test(second)) return { at: 'join', token: second };
  if (first === 'contacts') return contactsRoute(second);
  if (first === 'settings') return settingsRoute(second);
  if (second !== '') return { at: 'unknown' };
  return pageRoute(first, search);
}

function isConversation(id: string | null): id is string {
  return id !== null && /^c_[0-9a-z]{20}$/.test(id);
}

/** A place in a log. */
function placeOf(text: string | null | undefined): number | undefined {
  return text && /^[1-9][0-9]{0,14}$/.test(text) ? Number(text) : undefined;
}

function conversationRoute(id: string, search: string, message?: number): Route {
  const query = new URLSearchParams(search);
  const thread = placeOf(query.get('thread'));
  const seq = message === undefined ? {} : { seq: message };
  const place = { at: 'conversation', id, details: query.has('details'), ...seq } as const;
  return thread === undefined ? place : { ...place, details: false, ...threadPlace(thread, query) };
}

/** A thread, and the reply that one goes to in it. */
function threadPlace(thread: number, query: URLSearchParams): { thread: number; reply?: number } {
  const reply = placeOf(query.get('reply'));
  return reply === undefined ? { thread } : { thread, reply };
}

/** The message that is shown beside what was found. */
function searchRoute(search: string): Route {
  const query = new URLSearchParams(search);
  const [open, seq, thread] = [query.get('open'), placeOf(query.get('seq')), placeOf(query.get('thread'))];
  if (!isConversation(open)) return { at: 'search' };
  return {
    at: 'search',
    open,
    ...(seq === undefined ? {} : { seq }),
    ...(thread === undefined ? {} : threadPlace(thread, query)),
  };
}

function contactsRoute(person: string): Route {
  if (person === '') return { at: 'contacts', person: undefined };
  if (person === 'requests' || person === 'calls' || person === 'company')
    return { at: 'contacts', person: undefined, page: person };
  if (/^n_[0-9a-z]{20}$/.test(person)) return { at: 'contacts', person: undefined, page: { department: person } };
  return /^u_[0-9a-z]{20}$/.test(person) ? { at: 'contacts', person } : { at: 'unknown' };
}

function settingsRoute(page: string): Route {
  if (page === '') return { at: 'settings', page: undefined };
  const place = SETTINGS.find((one) => one === page);
  return place === undefined ? { at: 'unknown' } : { at: 'settings', page: place };
}

function pageRoute(name: string, search: string): Route {
  switch (name) {
    case '':
    // What the system opens the app with: web/app/pwa/links.ts.
    case 'share':
    case 'open':
      return { at: 'chats' };
    case 'threads':
    case 'channels':
    case 'meetings':
    case 'sign-in':
      return { at: name };
    case 'search':
      return searchRoute(search);
    case 'register':
      return { at: 'register', invite: new URLSearchParams(search).get('invite') ?? undefined };
    case 'new-password':
      return { at: 'new-password', token: new URLSearchParams(search).get('token') ?? '' };
    default:
      return { at: 'unknown' };
  }
}

/** A link to a group. */
const JOIN = /^\/join\/[0-9A-Za-z_-]{22}$/;

/** Where to get an account, and come back from to the link that was followed. */
export function registerPath(pathname: string): string {
  return JOIN.test(pathname) ? `/register?to=${encodeURIComponent(pathname)}` : '/register';
}

/** Where somebody goes after signing in: to the meeting or group that they came from by `?to=…`, else to the chats. */
export function returnPath(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/';
  return /^\/m\/[0-9]{9}$/.test(to) || JOIN.test(to) ? to : '/';
}

/** Where to sign in instead of registering, and come back from to the same place. */
export function signInPath(search: string): string {
  const to = returnPath(search);
  return to === '/' ? '/sign-in' : `/sign-in?to=${encodeURIComponent(to)}`;
}

/** A stray `%` in an address is taken as it stands. */
function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
