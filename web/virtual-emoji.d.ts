declare module 'virtual:emoji' {
  const rows: import('./features/chat/emoji/emoji-row.ts').EmojiRow[];
  export default rows;
}
