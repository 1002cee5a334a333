import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { openDialog } from './dialogs.ts';
import { chatWords } from './words.ts';

/** Somebody without any conversation: whom to begin with. */
export function Alone() {
  const words = useWords(chatWords);
  return (
    <Empty
      art="alone"
      title={words.aloneTitle}
      actions={
        <>
          <Button kind="main" icon="search" onClick={() => openDialog({ is: 'new-chat' })}>
            {words.findColleagues}
          </Button>
          <Button icon="people" onClick={() => openDialog({ is: 'new-group', people: [] })}>
            {words.newGroup}
          </Button>
        </>
      }
    >
      {words.aloneText}
    </Empty>
  );
}
