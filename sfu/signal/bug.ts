/** The stack alone: messages of errors may quote what a client sent. */
export function describeBug(error: unknown): string {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const name = error instanceof Error ? error.name : typeof error;
  return `${name}\n${stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .join('\n')}`;
}
