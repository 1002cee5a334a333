const WITHIN_MS = 2000;

/** The embedded media server's figures in Prometheus' text format; '' while it isn't up. */
export async function readMediaMetrics(port: number | undefined): Promise<string> {
  if (port === undefined) return '';
  try {
    const answer = await fetch(`http://127.0.0.1:${port}/metrics`, { signal: AbortSignal.timeout(WITHIN_MS) });
    return answer.ok ? await answer.text() : '';
  } catch {
    return '';
  }
}
