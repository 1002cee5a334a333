/** Apart from each other, and dark enough for a white name on them. */
const COLORS = ['#c62a2f', '#b04a00', '#836100', '#18794e', '#00706b', '#0b68cb', '#6e56cf', '#b4237f'] as const;

/** The colour of somebody's cursor: the same on every screen. */
export function cursorColor(identity: string): string {
  let sum = 0;
  for (let at = 0; at < identity.length; at++) sum = (sum * 31 + identity.charCodeAt(at)) | 0;
  return COLORS[Math.abs(sum) % COLORS.length] ?? COLORS[0];
}
