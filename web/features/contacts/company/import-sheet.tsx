import { useRef, useState } from 'react';
import { Failure } from '#kernel/failure.ts';
import type { ImportAnswer, ImportProblem } from '#protocol/departments.ts';
import { IMPORT_FAULTS } from '#protocol/import-faults.ts';
import { LIMITS } from '#protocol/limits.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { FailureLine } from './failure-line.tsx';
import { companyWords } from './words.ts';

/** With the mark that lets spreadsheets know that it is UTF-8. */
const SAMPLE =
  '\ufefflogin,nickname,department,title\r\nwei.chen,陈伟,公司/研发部,工程师\r\nana,Ana,公司/销售部/华东组,组长\r\n';

/** Takes departments from a file: first a look at what it would do, then, when that is wanted, the doing. */
export function ImportSheet({ onClose }: { onClose: () => void }) {
  const client = useClient();
  const words = useWords(companyWords);
  const input = useRef<HTMLInputElement>(null);
  const action = useAction();
  const [csv, setCsv] = useState('');
  const [checked, setChecked] = useState<ImportAnswer>();
  const ask = (file: string, dryRun: boolean) =>
    client.request<ImportAnswer>('POST', '/api/v1/departments/import', { csv: file, dryRun });
  const check = (file: File) =>
    action.run(async () => {
      setChecked(undefined);
      const read = await base64Of(file);
      setChecked(await ask(read, true));
      setCsv(read);
    });
  const take = async () => {
    const done = await action.run(async () => showToast(words.imported((await ask(csv, false)).placed)));
    if (done) onClose();
  };
  const useful = checked !== undefined && checked.placed > 0;
  return (
    <Sheet
      open
      onClose={onClose}
      title={words.importTitle}
      actions={
        useful && (
          <Button kind="main" busy={action.busy} onClick={() => void take()}>
            {checked.problems.length > 0 ? words.doImportRest : words.doImport}
          </Button>
        )
      }
    >
      <div className="sheet__body import">
        <p>{words.importText}</p>
        <input
          ref={input}
          type="file"
          accept=".csv,text/csv"
          hidden
          aria-label={words.chooseFile}
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            event.currentTarget.value = '';
            if (file !== undefined) void check(file);
          }}
        />
        <div className="import__buttons">
          <Button
            icon="file"
            kind={useful ? 'plain' : 'main'}
            busy={action.busy}
            onClick={() => input.current?.click()}
          >
            {words.chooseFile}
          </Button>
          <Button kind="quiet" icon="download" onClick={saveSample}>
            {words.template}
          </Button>
        </div>
        <FailureLine action={action} />
        {checked && <Checked answer={checked} />}
      </div>
    </Sheet>
  );
}

function Checked({ answer }: { answer: ImportAnswer }) {
  const words = useWords(companyWords);
  const { rows, placed, unchanged, created, problems } = answer;
  return (
    <div className="import__result" role="status">
      <p>{words.checked(rows)}</p>
      <ul>
        {placed > 0 && <li>{words.willPlace(placed)}</li>}
        {created.length > 0 && <li>{words.willCreate(created.length)}</li>}
        {unchanged > 0 && <li>{words.same(unchanged)}</li>}
        {problems.length > 0 && <li>{words.problems(problems.length)}</li>}
      </ul>
      {placed === 0 && <p>{words.nothing}</p>}
      {problems.length > 0 && <Problems problems={problems} />}
    </div>
  );
}

function Problems({ problems }: { problems: readonly ImportProblem[] }) {
  const words = useWords(companyWords);
  const language = useLanguage();
  return (
    <table className="import__table">
      <thead>
        <tr>
          <th scope="col">{words.line}</th>
          <th scope="col">{words.reason}</th>
          <th scope="col">{words.value}</th>
        </tr>
      </thead>
      <tbody>
        {problems.map(({ line, code, value }) => (
          <tr key={line}>
            <td>{line}</td>
            <td>{IMPORT_FAULTS[code][language]}</td>
            <td>{value}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** @throws Failure 'request.too-large' */
async function base64Of(file: File): Promise<string> {
  if (file.size > LIMITS.importBytes) throw new Failure('request.too-large');
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (let at = 0; at < bytes.length; at += 8192) text += String.fromCharCode(...bytes.subarray(at, at + 8192));
  return btoa(text);
}

function saveSample(): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([SAMPLE], { type: 'text/csv' }));
  link.download = 'departments.csv';
  link.click();
  URL.revokeObjectURL(link.href);
}
