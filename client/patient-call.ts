import { asFailure } from '#kernel/failure.ts';
import { backoffMs } from './backoff.ts';
import { passes } from './http.ts';
import type { Timers } from './ports.ts';
import type { Call } from './sync.ts';

const MOST_RETRIES = 8;

/**
 * For what goes on behind the screen: where the server is busy or wants less, the same is asked again a little later. Out
 * of reach it fails at once, because the next `hello` begins anew.
 */
export function patientCall(call: Call, timers: Timers, random: () => number): Call {
  return async (name, params) => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await call(name, params);
      } catch (error) {
        const failure = asFailure(error);
        const again = passes(failure) && failure.code !== 'network.unreachable' && attempt <= MOST_RETRIES;
        if (!again) throw error;
        await elapsed(timers, Math.max(failure.detail.retryAfterMs ?? 0, backoffMs(attempt, random())));
      }
    }
  };
}

function elapsed(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => void timers.after(ms, resolve));
}
