import { useClient } from '#web/app/client.tsx';
import { useReceipts } from '#web/app/unread.ts';
import { useWords } from '#web/i18n/words.ts';
import { Switch } from '#web/ui/switch.tsx';
import { receiptWords } from './receipts-words.ts';

/** Whether this person shows what they have read, and is shown what others have. */
export function ReceiptsCard() {
  const client = useClient();
  const words = useWords(receiptWords);
  const receipts = useReceipts();
  return (
    <section className="card">
      <div className="setting">
        <div className="setting__main">
          <span className="setting__title">{words.receipts}</span>
          <span className="setting__text">{words.receiptsText}</span>
        </div>
        <Switch
          label={words.receipts}
          checked={receipts}
          onChange={(next) => client.keep({ do: 'settings.keep', with: { receipts: next } })}
        />
      </div>
    </section>
  );
}
