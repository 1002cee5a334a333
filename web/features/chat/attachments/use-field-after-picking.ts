import { type RefObject, useEffect, useRef } from 'react';

/** Files that were just chosen want their words: the keyboard goes on in the field, and Enter sends. */
export function useFieldAfterPicking(picked: number, field: RefObject<HTMLElement | null>): void {
  const before = useRef(picked);
  useEffect(() => {
    if (picked > before.current) field.current?.focus();
    before.current = picked;
  }, [picked, field]);
}
