interface WaitTexts {
  waitSeconds: (n: number) => string;
  waitMinutes: (n: number) => string;
}

/** How long to wait, in words, rounded up; nothing when it is not known. */
export function waitText(waitMs: number | undefined, texts: WaitTexts): string {
  if (waitMs === undefined || waitMs <= 0) return '';
  const seconds = Math.ceil(waitMs / 1000);
  return seconds <= 90 ? texts.waitSeconds(seconds) : texts.waitMinutes(Math.ceil(seconds / 60));
}
