const CANDIDATE = /^a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host/i;

/** The description with one candidate a section, on the loopback at `port`, in place of all; and the port that was there. */
export function pointTo(sdp: string, port: number): { sdp: string; found: number | undefined } {
  let found: number | undefined;
  let written = false;
  const lines = sdp.split('\r\n').flatMap((line) => {
    if (line.startsWith('m=')) written = false;
    if (!line.startsWith('a=candidate:')) return [line];
    const own = CANDIDATE.exec(line)?.[1];
    if (own === undefined || written) return [];
    written = true;
    found ??= Number(own);
    return [`a=candidate:1 1 udp 2130706431 127.0.0.1 ${port} typ host`];
  });
  return { sdp: lines.join('\r\n'), found };
}

export function withoutCandidates(sdp: string): string {
  return sdp
    .split('\r\n')
    .filter((line) => !line.startsWith('a=candidate:'))
    .join('\r\n');
}
