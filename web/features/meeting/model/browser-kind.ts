/** Browsers by where they keep permissions. */
export type BrowserKind = 'chromium' | 'firefox' | 'safari' | 'iphone' | 'android';

/** Every browser of an iPhone is Safari inside; on Android all but Firefox are Chromium. */
export function browserKind(userAgent: string): BrowserKind {
  if (/iPhone|iPad|iPod/.test(userAgent)) return 'iphone';
  if (/Firefox\//.test(userAgent)) return /Android/.test(userAgent) ? 'android' : 'firefox';
  if (/Android/.test(userAgent)) return 'android';
  return /Safari\//.test(userAgent) && !/Chrom(e|ium)\//.test(userAgent) ? 'safari' : 'chromium';
}
