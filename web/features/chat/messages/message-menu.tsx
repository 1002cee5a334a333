import { Menu } from '@base-ui/react/menu';
import type { MessageLine } from '#protocol/conversations.ts';
import { useClient, useConversation, useMe } from '#web/app/client.tsx';
import { messagePath } from '#web/app/message-place.ts';
import { useWords } from '#web/i18n/words.ts';
import { copyText } from '#web/ui/copy.ts';
import { Icon, type IconName } from '#web/ui/icon.tsx';
import type { MenuPlace } from '#web/ui/menu-place.ts';
import { showToast } from '#web/ui/toast.tsx';
import { useContentActions } from '../contents/actions.ts';
import { reactingTo } from '../contents/showing.ts';
import { may } from '../groups/standing.ts';
import { usePollActions } from '../polls/message-actions.ts';
import { useOwnActions } from '../stars/message-actions.ts';
import { openThread } from '../threads/thread-place.ts';
import { threadWords } from '../threads/words.ts';
import { compose, composerOf, historyOf, menuOf, rememberRecalled } from './acting.ts';
import { messageWords } from './words.ts';

const EMOJI = ['👍', '❤️', '😄', '🎉', '🙏', '👀', '👌', '💪', '😮', '😢', '🔥'];

interface Action {
  icon: IconName;
  label: string;
  danger?: boolean;
  run: () => void;
}

/** The menu of one message, where it was asked for. */
export function MessageMenu() {
  const open = menuOf.use();
  if (open === undefined) return null;
  return (
    <Menu.Root open modal={false} onOpenChange={(next) => !next && menuOf.set(undefined)}>
      <Menu.Portal>
        <Menu.Positioner
          className="menu-place"
          anchor={open.anchor}
          sideOffset={6}
          align={open.anchor instanceof Element ? 'end' : 'start'}
          collisionPadding={8}
        >
          <Menu.Popup className="popover popover--placed">
            <Reactions open={open} />
            <div className="menu__line" />
            <Actions line={open.line} thread={open.thread} />
          </Menu.Popup>
        </Menu.Positioner>
      </Menu.Portal>
    </Menu.Root>
  );
}

function Reactions({ open }: { open: { line: MessageLine; anchor: MenuPlace } }) {
  const { line } = open;
  const client = useClient();
  const words = useWords(messageWords);
  return (
    <div className="emoji-grid">
      {EMOJI.map((emoji) => {
        const mine = line.reactions?.some((one) => one.emoji === emoji && one.me) ?? false;
        return (
          <Menu.Item
            key={emoji}
            className={mine ? 'emoji-grid__one is-mine' : 'emoji-grid__one'}
            aria-label={words.reactWith(emoji)}
            onClick={() => client.react(line.conversation, line.seq, emoji, !mine)}
          >
            {emoji}
          </Menu.Item>
        );
      })}
      <Menu.Item className="emoji-grid__one" aria-label={words.moreReactions} onClick={() => reactingTo.set(open)}>
        <Icon name="plus" />
      </Menu.Item>
    </div>
  );
}

function Actions({ line, thread }: { line: MessageLine; thread: number | undefined }) {
  const actions = useActions(line, thread);
  return actions.map(({ icon, label, danger, run }) => (
    <Menu.Item key={label} className={danger ? 'menu__item menu__item--danger' : 'menu__item'} onClick={run}>
      <Icon name={icon} />
      {label}
    </Menu.Item>
  ));
}

function useActions(line: MessageLine, thread: number | undefined): Action[] {
  const client = useClient();
  const words = useWords(messageWords);
  const me = useMe()?.id;
  const { summary } = useConversation(line.conversation);
  const { conversation, seq, pinned = false } = line;
  const composer = composerOf(conversation, thread);
  const inThread = useWords(threadWords);
  const policy = client.policy();
  const own = line.by === me;
  const editable = own && line.content === undefined && !line.forwarded && inTime(line, policy?.editMs);
  const contentActions = useContentActions(line, editable, thread !== undefined);
  const rules = summary?.kind !== 'direct' && summary !== undefined && summary.myRole !== 'member';
  const kept = useOwnActions(line);
  const pollActions = usePollActions(line, own || rules);
  const actions: (Action | false)[] = [
    { icon: 'reply', label: words.reply, run: () => compose(composer, { is: 'answer', line }) },
    thread === undefined && {
      icon: 'thread',
      label: inThread.reply,
      run: () => openThread(conversation, line.thread ?? seq),
    },
    editable && { icon: 'compose', label: words.edit, run: () => compose(composer, { is: 'edit', line }) },
    line.text !== '' && { icon: 'copy', label: words.copy, run: () => void copy(line.text, words.copied) },
    {
      icon: 'link',
      label: words.copyLink,
      run: () => void copy(location.origin + messagePath(conversation, seq, line.thread), words.linkCopied),
    },
    ...contentActions,
    kept.star,
    ...pollActions,
    (summary === undefined || may(summary, 'pin')) && {
      icon: 'pin',
      label: pinned ? words.unpin : words.pin,
      run: () => client.pin(conversation, seq, !pinned),
    },
    line.editedAt !== undefined && { icon: 'clock', label: words.earlier, run: () => historyOf.set(line) },
    line.content?.type !== 'call' &&
      (rules || (own && inTime(line, policy?.recallMs))) && {
        icon: 'close',
        label: words.recall,
        danger: true,
        run: () => {
          if (own && line.text !== '') rememberRecalled(line);
          client.recall(conversation, seq);
        },
      },
    kept.erase,
  ];
  return actions.filter((action) => action !== false);
}

/** Whether it may still be changed; 0 and not known: yes. The server has the last word. */
function inTime({ at }: MessageLine, mostMs = 0): boolean {
  return mostMs === 0 || Date.now() - at < mostMs;
}

async function copy(text: string, copied: string) {
  if (await copyText(text)) showToast(copied);
}
