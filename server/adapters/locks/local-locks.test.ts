import { LocalLocks } from './local-locks.ts';
import { locksContract, SHORT_MS } from './locks-contract.ts';

locksContract('local locks', async () => {
  let now = 1_700_000_000_000;
  const locks = new LocalLocks({ now: () => now });
  const pass = async () => {
    now += SHORT_MS;
  };
  return { here: locks, there: locks, pass, close: async () => {} };
});
