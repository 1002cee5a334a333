/** How long the address of a file that is saved stays good, in ms. */
const GOOD_MS = 60_000;

/** Lets the browser save something under a name. */
export function saveAs(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), GOOD_MS);
}

/** A name that every system takes. */
export function fileName(title: string, end: string): string {
  const bare = [...title].filter((sign) => sign >= ' ' && !'\\/:*?"<>|'.includes(sign)).join('');
  return `${bare.trim().slice(0, 80) || 'yiqi'}.${end}`;
}
