/** One emoji as the page gets it: itself, its group, label and tags in English and Chinese, 1 when it takes skin tones. */
export type EmojiRow = readonly [string, number, string, string, string, string, 0 | 1];
