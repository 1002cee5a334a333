/** Throws when something that the program itself guarantees does not hold. Never for what a user or a peer sent. */
export function invariant(condition: unknown, message: string): asserts condition {
  if (!condition) throw new InvariantError(message);
}

export class InvariantError extends Error {
  override name = 'InvariantError';
}
