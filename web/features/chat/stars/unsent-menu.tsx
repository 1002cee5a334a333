import type { OutgoingLine } from '#client/view.ts';
import { useClient } from '#web/app/client.tsx';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { Menu, type MenuItem } from '#web/ui/menu.tsx';
import { messageWords } from '../messages/words.ts';
import { useThreadPlace } from '../threads/thread-place.ts';
import './keeping.css';
import { composeUnsent } from './unsent.ts';

/** What can be done with an own message that is still on its way. */
export function UnsentMenu({ line }: { line: OutgoingLine }) {
  const client = useClient();
  const words = useWords(messageWords);
  const thread = useThreadPlace();
  const items: MenuItem[] = [
    { icon: 'reply', label: words.reply, onChoose: () => composeUnsent('answer', line, thread) },
    ...(line.content === undefined
      ? [{ icon: 'compose' as const, label: words.edit, onChoose: () => composeUnsent('edit', line, thread) }]
      : []),
    { icon: 'close', label: words.recall, danger: true, onChoose: () => client.discard(line.clientId) },
  ];
  return (
    <Menu trigger={<IconButton icon="more" size="sm" label={words.actions} className="unsent-menu" />} items={items} />
  );
}
