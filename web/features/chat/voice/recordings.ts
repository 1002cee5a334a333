import { createSlot } from '../messages/slot.ts';
import type { Recorded, Recorder } from './recorder.ts';

/** What becomes of a recording in one composer. */
export type Recording =
  /** The browser asks whether it may. */
  | { at: 'asking'; held: boolean }
  /** A finger is on the button, so far from where it began, in px. */
  | { at: 'held'; recorder: Recorder; dx: number; dy: number }
  | { at: 'free'; recorder: Recorder }
  /** It can be heard before it is sent. `ended`: it had become as long as may be. */
  | { at: 'done'; recorded: Recorded; ended: boolean };

/** By composer. */
const all = createSlot<ReadonlyMap<string, Recording>>(new Map());

export function recordingOf(place: string): Recording | undefined {
  return all.get().get(place);
}

export function useRecording(place: string): Recording | undefined {
  return all.use().get(place);
}

export function setRecording(place: string, recording: Recording | undefined): void {
  const next = new Map(all.get());
  if (recording === undefined) next.delete(place);
  else next.set(place, recording);
  all.set(next);
}

/** How far a finger goes before it means something, in px. */
const DROP_PX = 90;
const LOCK_PX = 70;

/** What a finger means that has come so far from where it began. */
export function meantBy(dx: number, dy: number): 'speak' | 'drop' | 'lock' {
  if (dx < -DROP_PX && -dx > -dy) return 'drop';
  return dy < -LOCK_PX ? 'lock' : 'speak';
}
