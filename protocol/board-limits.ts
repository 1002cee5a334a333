/** Bounds of whiteboards and notes, which both sides know. Sizes are bytes of Yjs updates before base64. */
export const BOARD_LIMITS = {
  /** A whole document; then it only takes what makes it smaller. */
  boardBytes: 4 * 1024 * 1024,
  /** One update: a pasted picture, a pasted page. */
  updateBytes: 256 * 1024,
  /** What somebody's cursor says, in characters of JSON. */
  cursorChars: 1200,
  /** Cursors that are told; of more, the ones that moved last. */
  cursors: 50,
} as const;

/** The topic of the data packet by which the server says that somebody opened one. */
export const BOARD_TOPIC = 'yiqi.board';

/** Roots of the Yjs documents. */
export const ELEMENTS_ROOT = 'elements';
export const FILES_ROOT = 'files';
export const NOTES_ROOT = 'notes';
