import type { ConversationCommands } from './api.ts';
import type { Keeping } from './keeping.ts';
import type { ReadsInView } from './reads-in-view.ts';
import type { Receipts } from './receipts.ts';

export type ListCommands = Pick<
  ConversationCommands,
  'conversation.keep' | 'conversation.reads' | 'folder.keep' | 'folder.drop' | 'settings.keep' | 'message.readers'
>;

interface Parts {
  keeping: Keeping;
  receipts: Receipts;
  readsInView: ReadsInView;
}

/** The commands of a person's list, and of who has read. */
export function listCommands({ keeping, receipts, readsInView }: Parts): ListCommands {
  return {
    'conversation.keep': (caller, params) => keeping.chat(caller, params),
    'folder.keep': (caller, params) => keeping.folder(caller, params),
    'folder.drop': (caller, params) => keeping.dropFolder(caller, params),
    'settings.keep': (caller, params) => keeping.settings(caller, params),
    'message.readers': (caller, params) => receipts.readers(caller, params),
    'conversation.reads': async (caller, { conversation, on }, seat) => {
      // Followed before it is read: what changes in between is told.
      if (on) seat && readsInView.follow(seat, caller.user, conversation);
      else if (seat) readsInView.unfollow(seat, conversation);
      try {
        const marks = await receipts.marks(caller, conversation);
        return marks === undefined || !on ? {} : { marks };
      } catch (error) {
        if (seat) readsInView.unfollow(seat, conversation);
        throw error;
      }
    },
  };
}
