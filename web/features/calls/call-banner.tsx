import './call-line.css';
import type { ConversationId } from '#protocol/common.ts';
import { useNames } from '#web/app/names.ts';
import { Face } from '#web/app/presence.tsx';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Icon } from '#web/ui/icon.tsx';
import { lineWords } from './line-words.ts';
import { useCallIn } from './use-calls.ts';
import { callHere, callWish } from './wishes.ts';

const FACES = 3;

/** A call goes on here, and one is not in it in this window: who is, and the way in. */
export function CallBanner({ conversation }: { conversation: ConversationId }) {
  const words = useWords(lineWords);
  const view = useCallIn(conversation);
  const here = callHere.use();
  const inside = view?.entry.people.filter(({ state }) => state === 'in').map(({ user }) => user) ?? [];
  const nameOf = useNames(inside.slice(0, FACES));
  if (view === undefined || view.stands === 'ringing' || view.entry.call === here) return null;
  const { call, mode } = view.entry;
  const text = { open: words.peopleIn(inside.length), elsewhere: words.onAnother, here: words.youAreIn }[view.stands];
  const act = { open: words.join, elsewhere: words.takeOver, here: words.back }[view.stands];
  return (
    <div className="call-banner" role="status">
      <Icon name={mode === 'video' ? 'video' : 'phone'} />
      <span className="call-banner__faces" aria-hidden="true">
        {inside.slice(0, FACES).map((user) => (
          <Face key={user} id={user} name={nameOf(user) ?? ''} size={24} />
        ))}
      </span>
      <span className="call-banner__text clip">{text}</span>
      <Button size="sm" kind="ok" onClick={() => callWish.set({ do: 'join', call, camera: false })}>
        {act}
      </Button>
    </div>
  );
}
