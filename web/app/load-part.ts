/** A part of the program that could not be fetched: there is no connection, or the server has a newer version. */
export class PartMissing extends Error {
  override name = 'PartMissing';
}

/** Where it is kept when this window last loaded the page again by itself. */
const RELOADED = 'yiqi-reloaded-at';
/** Not again sooner than this, in ms: a part that is missing for good must not load the page for ever. */
const AGAIN_MS = 5 * 60_000;

let kept = 0;

/** The page is not loaded again by itself until the returned function is called: a meeting goes on in it. */
export function keepPage(): () => void {
  kept += 1;
  return () => {
    kept -= 1;
  };
}

export function isPageKept(): boolean {
  return kept > 0;
}

/**
 * Fetches a part of the program. One that is gone because the server was updated meanwhile comes with the new page,
 * which is loaded once by itself. @throws PartMissing when that isn't possible now
 */
export async function loadPart<Part>(fetchPart: () => Promise<Part>): Promise<Part> {
  try {
    return await fetchPart();
  } catch (error) {
    if (!mayReload(Date.now())) throw new PartMissing('A part of the program could not be fetched', { cause: error });
    location.reload();
    return new Promise(() => {});
  }
}

function mayReload(now: number): boolean {
  if (isPageKept() || !navigator.onLine) return false;
  try {
    if (now - Number(sessionStorage.getItem(RELOADED) ?? 0) < AGAIN_MS) return false;
    sessionStorage.setItem(RELOADED, String(now));
    return true;
  } catch {
    // Without a place to remember it could go on for ever.
    return false;
  }
}
