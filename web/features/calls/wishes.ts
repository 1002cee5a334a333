import type { CallWish } from '#client/tab-call.ts';
import { createSlot } from '#web/features/chat/messages/slot.ts';

/** The call that somebody has just asked for, until the stage takes it. */
export const callWish = createSlot<CallWish | undefined>(undefined);

/** The call that this window is in, as everything outside the stage may know it. */
export const callHere = createSlot<string | undefined>(undefined);

/** Where a window remembers its call over a reload. */
const KEPT = 'yiqi-call';

export interface KeptCall {
  call: string;
  camera: boolean;
}

export function keepCall(kept: KeptCall | undefined): void {
  try {
    if (kept === undefined) sessionStorage.removeItem(KEPT);
    else sessionStorage.setItem(KEPT, JSON.stringify(kept));
  } catch {
    // Where nothing can be kept, a reload asks before it returns.
  }
}

export function keptCall(): KeptCall | undefined {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(KEPT) ?? 'null');
    if (typeof kept !== 'object' || kept === null) return undefined;
    const { call, camera } = kept as Record<string, unknown>;
    return typeof call === 'string' ? { call, camera: camera === true } : undefined;
  } catch {
    return undefined;
  }
}
