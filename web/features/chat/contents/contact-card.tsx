import type { UserId } from '#protocol/common.ts';
import { useAction } from '#web/app/action.ts';
import { useClient, useMe, usePerson } from '#web/app/client.tsx';
import { failureWords } from '#web/app/failure.ts';
import { useName } from '#web/app/names.ts';
import { navigate } from '#web/app/navigation.ts';
import { Face } from '#web/app/presence.tsx';
import { showProfile } from '#web/app/profile-sheet.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { contentWords } from './words.ts';

/** Somebody's card in a message: who they are, and a way to them. */
export function ContactCard({ user }: { user: UserId }) {
  const words = useWords(contentWords);
  const client = useClient();
  const language = useLanguage();
  const person = usePerson(user);
  const name = useName(user) ?? words.somebody;
  const own = useMe()?.id === user;
  const action = useAction();
  const write = () => action.run(async () => navigate(`/c/${await client.direct(user)}`));
  return (
    <span className="card-content card-content--contact">
      <button type="button" className="card-content--row" onClick={() => showProfile(user)}>
        <span className="visually-hidden">{words.contact}</span>
        <Face id={user} name={name} size={44} />
        <span className="card-content__main">
          <b className="card-content__title clip">{name}</b>
          <span className="card-content__sub clip">
            {own ? words.itIsYou : (person?.job ?? person?.signature ?? '')}
          </span>
        </span>
      </button>
      {!own && (
        <Button size="sm" icon="chat" busy={action.busy} aria-label={words.writeTo(name)} onClick={() => void write()}>
          {words.write}
        </Button>
      )}
      {action.failure && <span role="alert">{failureWords(action.failure, language)}</span>}
    </span>
  );
}
