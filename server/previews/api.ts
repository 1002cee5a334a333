import type { ParamsOf, ResultOf } from '#protocol/realtime.ts';
import type { Caller } from '../identity/api.ts';

export { type PageReach, permittedAddress } from './page-fetch.ts';
export { publicReach } from './public-reach.ts';

export interface PreviewCommands {
  /** @throws Failure 'rate.limited' */
  'link.preview': (caller: Caller, params: ParamsOf<'link.preview'>) => Promise<ResultOf<'link.preview'>>;
}
