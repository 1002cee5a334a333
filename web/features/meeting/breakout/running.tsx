import { type FormEvent, useState } from 'react';
import type { BreakoutView } from '#protocol/breakout.ts';
import { COUNTDOWN_S, COUNTDOWNS_S } from '#protocol/breakout-facts.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button, IconButton } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { Until } from './notices.tsx';
import { Pick } from './pick.tsx';
import type { Breakouts } from './use-table.ts';
import { breakoutWords } from './words.ts';

interface RunningProps {
  breakouts: Breakouts;
  view: BreakoutView;
}

/** While rooms are open: a word to all of them, back to the main room, and closing them. */
export function Running({ breakouts, view }: RunningProps) {
  const words = useWords(breakoutWords);
  const [inS, setInS] = useState<number>(COUNTDOWN_S);
  return (
    <>
      <Say breakouts={breakouts} />
      {view.closesAt !== undefined && (
        <div className="breakout__close">
          <span className="row__main">
            {words.endsIn} <Until breakouts={breakouts} view={view} />
          </span>
          <Button size="sm" onClick={() => void breakouts.act({ do: 'keep' })}>
            {words.keep}
          </Button>
        </div>
      )}
      <div className="breakout__close">
        <Pick
          label={words.countdown}
          value={inS}
          choices={COUNTDOWNS_S.map((n) => ({ value: n, label: n === 0 ? words.now : words.seconds(n) }))}
          onPick={setInS}
        />
        <Button kind="danger" onClick={() => void breakouts.act({ do: 'close', inS })}>
          {words.close}
        </Button>
      </div>
    </>
  );
}

function Say({ breakouts }: { breakouts: Breakouts }) {
  const words = useWords(breakoutWords);
  const [text, setText] = useState('');
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '' || !(await breakouts.act({ do: 'say', text: text.trim() }))) return;
    setText('');
    showToast(words.said);
  };
  return (
    <form className="breakout__say" onSubmit={(event) => void submit(event)}>
      <Field
        label={words.say}
        value={text}
        placeholder={words.sayHint}
        maxLength={LIMITS.breakoutMessageChars}
        autoComplete="off"
        onChange={(event) => setText(event.target.value)}
      />
      <IconButton icon="send" label={words.send} type="submit" />
    </form>
  );
}
