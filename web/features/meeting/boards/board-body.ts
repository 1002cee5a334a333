import type * as Y from 'yjs';
import type { BoardCursor } from '#protocol/boards.ts';
import type { IconName } from '#web/ui/icon.tsx';

/** A way to take something away from the meeting. */
export interface BoardExport {
  label: string;
  icon: IconName;
  /** The file's ending; absent: it is copied as text. */
  end?: string;
  empty: () => boolean;
  make: () => Promise<Blob>;
}

/** What a whiteboard and notes are drawn with. */
export interface BoardBodyProps {
  doc: Y.Doc;
  edit: boolean;
  /** The others; absent: nobody else looks. */
  people?: readonly BoardCursor[];
  dark: boolean;
  /** Tells the others where one is. */
  onSay?: (state: string) => void;
  onExports: (exports: readonly BoardExport[]) => void;
}
