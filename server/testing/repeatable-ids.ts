import { Chooser } from './fuzz.ts';

/**
 * Until disposed of, ids are made from the seed: what depends on how they are ordered, or on a letter in them, is
 * repeated with it. Only for a worker of its own.
 */
export function repeatableIds(seed: number): Disposable {
  const choose = new Chooser(seed);
  const usual = Object.getOwnPropertyDescriptor(crypto, 'getRandomValues');
  Object.defineProperty(crypto, 'getRandomValues', {
    configurable: true,
    value: (bytes: Uint8Array) => bytes.map(() => choose.below(256)),
  });
  return {
    [Symbol.dispose]() {
      if (usual === undefined) Reflect.deleteProperty(crypto, 'getRandomValues');
      else Object.defineProperty(crypto, 'getRandomValues', usual);
    },
  };
}
