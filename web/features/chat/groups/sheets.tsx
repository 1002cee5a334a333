import { useConversation } from '#web/app/client.tsx';
import { closeDialog, type GroupDialog } from '../dialogs.ts';
import { AnnouncementSheet } from './announcement-sheet.tsx';
import { BansSheet } from './bans-sheet.tsx';
import { LinkSheet } from './link-sheet.tsx';
import { ManageSheet } from './manage-sheet.tsx';
import { MuteSheet } from './mute-sheet.tsx';
import { Dissolve, HandOver } from './owner-sheets.tsx';
import { RequestsSheet } from './requests-sheet.tsx';

/** What is asked about a group; nothing once this person is no member any more. */
export function GroupSheets({ dialog }: { dialog: GroupDialog }) {
  const view = useConversation(dialog.conversation);
  const { summary } = view;
  if (summary === undefined) return null;
  switch (dialog.what) {
    case 'manage':
      return <ManageSheet summary={summary} />;
    case 'announcement':
      return <AnnouncementSheet summary={summary} writing={dialog.writing ?? false} />;
    case 'link':
      return <LinkSheet summary={summary} />;
    case 'requests':
      return <RequestsSheet summary={summary} onClose={closeDialog} />;
    case 'bans':
      return <BansSheet summary={summary} onClose={closeDialog} />;
    case 'mute':
      return <MuteSheet summary={summary} person={dialog.person} />;
    case 'hand-over':
      return <HandOver view={view} />;
    case 'dissolve':
      return <Dissolve conversation={summary.id} />;
  }
}
