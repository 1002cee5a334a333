import type { Store } from './store.ts';

/** Whether a store refused something for want of room. */
export function isFull(error: unknown): boolean {
  return error instanceof Error && error.name === 'QuotaExceededError';
}

type Writing = Pick<Store, 'apply' | 'putOutbox' | 'putPersonal'>;

/** The same methods, with a word to `onFull` when the first of them finds no room. They fail all the same. */
export function toldWhenFull<Methods extends Writing>(methods: Methods, onFull: () => void = () => {}): Methods {
  let told = false;
  const watch = async <Result>(work: Promise<Result>): Promise<Result> => {
    try {
      return await work;
    } catch (error) {
      if (isFull(error) && !told) {
        told = true;
        onFull();
      }
      throw error;
    }
  };
  return {
    ...methods,
    apply: (user, changes) => watch(methods.apply(user, changes)),
    putOutbox: (user, item) => watch(methods.putOutbox(user, item)),
    putPersonal: (user, item) => watch(methods.putPersonal(user, item)),
  };
}
