import { Chooser } from './fuzz.ts';

/**
 * While `work` runs, ids are made from the seed: what depends on how they are ordered, or on a letter in them, is
 * repeated with it. Only for a worker of its own.
 */
export async function withRepeatableIds<Result>(seed: number, work: () => Promise<Result>): Promise<Result> {
  const choose = new Chooser(seed);
  const usual = Object.getOwnPropertyDescriptor(crypto, 'getRandomValues');
  Object.defineProperty(crypto, 'getRandomValues', {
    configurable: true,
    value: (bytes: Uint8Array) => bytes.map(() => choose.below(256)),
  });
  try {
    return await work();
  } finally {
    if (usual === undefined) Reflect.deleteProperty(crypto, 'getRandomValues');
    else Object.defineProperty(crypto, 'getRandomValues', usual);
  }
}
