declare module 'virtual:emoji' {
  const rows: import('./emoji-data.ts').EmojiRow[];
  export default rows;
}
