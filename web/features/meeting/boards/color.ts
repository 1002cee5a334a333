/** Clear of each other and of the ground, in light and dark. */
const COLORS = ['#e5484d', '#f76b15', '#d6a100', '#30a46c', '#12a594', '#0090ff', '#6e56cf', '#d6409f'] as const;

/** The colour of somebody's cursor: the same on every screen. */
export function cursorColor(identity: string): string {
  let sum = 0;
  for (let at = 0; at < identity.length; at++) sum = (sum * 31 + identity.charCodeAt(at)) | 0;
  return COLORS[Math.abs(sum) % COLORS.length] ?? COLORS[0];
}
