import { useWords } from '#web/i18n/words.ts';
import { ButtonLink } from '#web/ui/button.tsx';
import { Empty } from '#web/ui/empty.tsx';
import { appWords } from './words.ts';

export function NotFound() {
  const words = useWords(appWords);
  return (
    <main className="whole-page">
      <Empty
        art="fallen"
        whole
        title={words.notFoundTitle}
        actions={
          <ButtonLink to="/" kind="main">
            {words.toChats}
          </ButtonLink>
        }
      >
        {words.notFoundText}
      </Empty>
    </main>
  );
}
