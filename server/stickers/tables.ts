/** What is kept of stickers. Times are ms since the epoch; the pictures themselves are blobs. */
export interface StickerTables {
  stickers: {
    id: string;
    made_by: string;
    made_at: number;
    type: string;
    width: number;
    height: number;
    words: string;
    /** Since when a message has it: then it stays; null: none ever had. */
    sent_at: number | null;
    /** Since when nobody can have it: its picture goes; null: it is there. */
    gone_at: number | null;
  };
  sticker_packs: {
    id: string;
    owner: string;
    kind: 'favourites' | 'own';
    title: string;
    made_at: number;
  };
  sticker_pack_items: {
    pack_id: string;
    sticker_id: string;
    /** Ascending in the order of adding. */
    place: number;
  };
}
