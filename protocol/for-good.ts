/** A mute without an end: the last time there is. */
export const FOR_GOOD = 8_640_000_000_000_000;
