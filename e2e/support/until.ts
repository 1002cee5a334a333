/** Awaits what `look` finds; the error says what was waited for and what was there last. */
export async function until<Found>(
  what: string,
  look: () => Promise<Found>,
  good: (found: Found) => boolean,
  withinMs = 60_000,
): Promise<Found> {
  const end = Date.now() + withinMs;
  for (;;) {
    const found = await look();
    if (good(found)) return found;
    if (Date.now() > end) throw new Error(`${what}: not within ${withinMs} ms; last ${JSON.stringify(found)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
