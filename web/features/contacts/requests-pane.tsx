import type { UserId } from '#protocol/common.ts';
import type { ContactEntry } from '#protocol/personal.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { ConnectionBanner } from '#web/app/connection-banner.tsx';
import { failureWords } from '#web/app/failure.ts';
import { Link } from '#web/app/link.tsx';
import { PHONE, useMediaQuery } from '#web/app/media-query.ts';
import { useName } from '#web/app/names.ts';
import { goBack } from '#web/app/navigation.ts';
import { Face } from '#web/app/presence.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { agoTime } from '#web/i18n/time.ts';
import { useMinute } from '#web/i18n/today.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { PartTitle } from './part-title.tsx';
import { useBlocked, useContactsIn } from './use-contacts.ts';
import { contactsWords } from './words.ts';

/** Who asks to be a contact, whom one has asked, and whom one has blocked. */
export function RequestsPane() {
  const words = useWords(contactsWords);
  const [received, made, blocked] = [useContactsIn('asked'), useContactsIn('asking'), useBlocked()];
  const Heading = useMediaQuery(PHONE) ? 'h1' : 'h2';
  const none = received.length + made.length + blocked.length === 0;
  return (
    <main className="pane pane--main">
      <header className="pane__head">
        <span className="pane-back">
          <IconButton icon="left" label={words.back} onClick={() => goBack('/contacts')} />
        </span>
        <Heading className="head-who__name clip">{words.requests}</Heading>
      </header>
      <ConnectionBanner />
      {none ? (
        <Empty art="apart" title={words.noRequests}>
          {words.noRequestsText}
        </Empty>
      ) : (
        <div className="pane__scroll requests">
          <Group title={words.received} entries={received} Row={Received} />
          <Group title={words.made} entries={made} Row={Made} />
          <Group title={words.blocked} entries={blocked} Row={Blocked} />
        </div>
      )}
    </main>
  );
}

interface RowProps {
  entry: ContactEntry;
}

interface GroupProps {
  title: string;
  entries: readonly ContactEntry[];
  Row: (props: RowProps) => React.ReactNode;
}

function Group({ title, entries, Row }: GroupProps) {
  if (entries.length === 0) return null;
  return (
    <section className="requests__group" aria-label={title}>
      <PartTitle>{title}</PartTitle>
      <ul className="card">
        {entries.map((entry) => (
          <li className="setting request" key={entry.user}>
            <Row entry={entry} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Received({ entry: { user, word, at } }: RowProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  const name = useName(user) ?? '…';
  const { busy, failure, run } = useAction();
  return (
    <>
      <Who id={user} text={word ?? words.asked} at={at} failure={failure} />
      <span className="setting__buttons">
        <Button
          size="sm"
          kind="main"
          busy={busy}
          aria-label={words.acceptNamed(name)}
          onClick={() => void run(() => client.call('contact.accept', { user }))}
        >
          {words.accept}
        </Button>
        <Button
          size="sm"
          kind="quiet"
          aria-label={words.declineNamed(name)}
          onClick={() => void run(() => client.call('contact.decline', { user }))}
        >
          {words.decline}
        </Button>
      </span>
    </>
  );
}

function Made({ entry: { user, word, at } }: RowProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  const { busy, failure, run } = useAction();
  return (
    <>
      <Who id={user} text={word ?? words.asking} at={at} failure={failure} />
      <Button size="sm" busy={busy} onClick={() => void run(() => client.call('contact.remove', { user }))}>
        {words.takeBack}
      </Button>
    </>
  );
}

function Blocked({ entry: { user } }: RowProps) {
  const client = useClient();
  const words = useWords(contactsWords);
  const { busy, failure, run } = useAction();
  return (
    <>
      <Who id={user} failure={failure} />
      <Button size="sm" busy={busy} onClick={() => void run(() => client.call('contact.unblock', { user }))}>
        {words.unblock}
      </Button>
    </>
  );
}

interface WhoProps {
  id: UserId;
  text?: string;
  at?: number;
  failure: ReturnType<typeof useAction>['failure'];
}

function Who({ id, text, at, failure }: WhoProps) {
  const language = useLanguage();
  const now = useMinute();
  const name = useName(id) ?? '…';
  return (
    <>
      <Face id={id} name={name} size={44} />
      <span className="setting__main">
        <Link className="setting__title clip" to={`/contacts/${id}`}>
          {name}
        </Link>
        {failure === undefined ? (
          text !== undefined && <span className="setting__text request__word">{text}</span>
        ) : (
          <span className="field__error" role="alert">
            {failureWords(failure, language)}
          </span>
        )}
        {at !== undefined && <span className="row__meta">{agoTime(at, Math.max(now, at), language)}</span>}
      </span>
    </>
  );
}
