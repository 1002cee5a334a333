import { Resolver } from 'node:dns/promises';
import { permitsPublic } from './address-guard.ts';
import type { PageReach } from './page-fetch.ts';

/** Asks name servers by itself: the platform's look-up would hold up threads that files need, and reads this machine's own names. */
const resolver = new Resolver({ timeout: 2_000, tries: 2 });

/** The public internet, and nothing of this machine's own network. */
export const publicReach: PageReach = {
  async resolve(host) {
    const answers = await Promise.allSettled([resolver.resolve4(host), resolver.resolve6(host)]);
    return answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
  },
  permits: permitsPublic,
};
