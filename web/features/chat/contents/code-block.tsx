import { useEffect, useState } from 'react';
import { loadPart } from '#web/app/load-part.ts';
import { useWords } from '#web/i18n/words.ts';
import { IconButton } from '#web/ui/button.tsx';
import { copyText } from '#web/ui/copy.ts';
import { showToast } from '#web/ui/toast.tsx';
import type { CodePart } from './code-parts.ts';
import { contentWords } from './words.ts';

/** Longer code stays plain, so that no message holds the page. */
const MOST_CHARS = 20_000;

/** Code of a message: its language, its colours once they are known, and a way to take it along. */
export function CodeBlock({ text, language }: { text: string; language: string }) {
  const words = useWords(contentWords);
  const parts = useParts(text, language);
  return (
    <div className="code-block">
      <div className="code-block__head">
        <span className="code__language">{language}</span>
        <IconButton
          icon="copy"
          size="sm"
          label={words.copyCode}
          onClick={() => void copyText(text).then((done) => done && showToast(words.copied))}
        />
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long lines scroll, so the keyboard must reach them */}
      <pre className="code" tabIndex={0}>
        <code>
          {parts === undefined
            ? text
            : parts.map((part, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move
                <span key={index} className={part.kind === '' ? undefined : `code-${part.kind}`}>
                  {part.text}
                </span>
              ))}
        </code>
      </pre>
    </div>
  );
}

/** Undefined while the highlighter is on its way, or doesn't know the language. */
function useParts(text: string, language: string): CodePart[] | undefined {
  const [known, setKnown] = useState<{ text: string; parts: CodePart[] | undefined }>();
  useEffect(() => {
    if (language === '' || text.length > MOST_CHARS) return;
    let gone = false;
    loadPart(() => import('./highlighter.ts')).then(
      ({ highlighted }) => !gone && setKnown({ text, parts: highlighted(text, language) }),
      () => {},
    );
    return () => {
      gone = true;
    };
  }, [text, language]);
  return known?.text === text ? known.parts : undefined;
}
