/** Which announcements this person has closed on this device. */

const KEY = 'yiqi-announcements-closed';
const MOST = 200;

export function isDismissed(me: string, conversation: string, at: number): boolean {
  return read()[`${me} ${conversation}`] === at;
}

export function dismiss(me: string, conversation: string, at: number): void {
  const others = Object.entries(read()).filter(([key]) => key !== `${me} ${conversation}`);
  const kept = [...others, [`${me} ${conversation}`, at]].slice(-MOST);
  try {
    localStorage.setItem(KEY, JSON.stringify(Object.fromEntries(kept)));
  } catch {
    // Without a place to remember it is shown again next time.
  }
}

function read(): Record<string, unknown> {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? '{}');
    return typeof stored === 'object' && stored !== null ? (stored as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
