import { createSlot } from '../messages/slot.ts';

/** Whether a voice message plays, for parts that don't know more of it. */
export const somethingPlays = createSlot(false);
