import type { ReactNode } from 'react';
import { setLanguage, useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Mark, Wordmark } from '#web/ui/mark.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import '#web/ui/styles/entry.css';
import { EntryArt } from './entry-art.tsx';
import { accountWords } from './words.ts';

/** What stands around every screen before sign-in: the scene on a PC, the name on a phone, the language. */
export function Entry({ title, children, foot }: { title: string; children: ReactNode; foot?: ReactNode }) {
  const words = useWords(accountWords);
  const language = useLanguage();
  return (
    <main className="entry">
      <title>{title}</title>
      <section className="entry__scene">
        <Brand chinese={language === 'zh'} />
        <div>
          <p className="entry__line">{words.line}</p>
          <p className="entry__lead">{words.lead}</p>
        </div>
        <EntryArt />
      </section>
      <section className="entry__side">
        <header className="entry__head">
          <Brand chinese={language === 'zh'} />
          <Segmented
            label={words.language}
            value={language}
            options={[
              { value: 'zh', label: '中文', lang: 'zh-CN' },
              { value: 'en', label: 'English', lang: 'en' },
            ]}
            onChange={setLanguage}
          />
        </header>
        {children}
        <p className="entry__foot">{foot}</p>
      </section>
    </main>
  );
}

function Brand({ chinese }: { chinese: boolean }) {
  return (
    <div className="entry__brand">
      <Mark />
      <Wordmark />
      {chinese && <b>一起</b>}
    </div>
  );
}
