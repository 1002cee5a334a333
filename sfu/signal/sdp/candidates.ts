import type { LocalTransport } from '../../core/transport.ts';

/** Our credentials without the UDP candidates, for a client that wants to (or is told to) use TCP. */
export function overTcp(local: LocalTransport): LocalTransport {
  return { ...local, candidates: local.candidates.filter((candidate) => / tcp /i.test(candidate)) };
}
