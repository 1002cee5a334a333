import './planning.css';
import { useRef, useState } from 'react';
import { randomText } from '#kernel/ids.ts';
import { instantOf, isZone } from '#kernel/zoned-time.ts';
import { LIMITS } from '#protocol/limits.ts';
import type { Plan } from '#protocol/planning.ts';
import type { ParamsOf } from '#protocol/realtime.ts';
import { useAction } from '#web/app/action.ts';
import { useClient } from '#web/app/client.tsx';
import { faultsOf, faultWords } from '#web/app/failure.ts';
import { ActionFailure } from '#web/features/chat/action-failure.tsx';
import { useLanguage } from '#web/i18n/language.ts';
import { useWords } from '#web/i18n/words.ts';
import { Button } from '#web/ui/button.tsx';
import { Field } from '#web/ui/field.tsx';
import { Segmented } from '#web/ui/segmented.tsx';
import { Sheet } from '#web/ui/sheet.tsx';
import { showToast } from '#web/ui/toast.tsx';
import { AgendaField, RemindField } from './more-fields.tsx';
import { changed, draftOf, freshDraft, type PlanDraft, repeatOf, startOf } from './plan-draft.ts';
import { RepeatFields } from './repeat-fields.tsx';
import { OPEN, Secured, type SecuredValue, securing } from './secured.tsx';
import { TimeFields } from './time-fields.tsx';
import { countOf, type Invited, NOBODY, WhoFields } from './who-fields.tsx';
import { planWords } from './words.ts';

interface PlanFormProps {
  /** The one that is changed; absent: a new one. */
  plan?: Plan;
  onClose: () => void;
  onDone?: (plan: Plan) => void;
}

/** Plans a meeting, or changes one: what and when, and who is invited. */
export function PlanForm({ plan, onClose, onDone }: PlanFormProps) {
  const words = useWords(planWords);
  const [draft, setDraft] = useState(() => (plan === undefined ? freshDraft(Date.now()) : draftOf(plan)));
  const [invited, setInvited] = useState(NOBODY);
  const [part, setPart] = useState<'what' | 'who'>('what');
  const [secured, setSecured] = useState(OPEN);
  const change = (some: Partial<PlanDraft>) => setDraft((before) => changed(before, some));
  const late = isPast(draft);
  const ready = draft.title.trim() !== '' && startOf(draft) !== undefined && !late;
  const { action, save } = useSave(plan, onClose, onDone);
  return (
    <Sheet
      open
      title={plan === undefined ? words.newTitle : words.editTitle}
      className="sheet--tall plan-sheet"
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>{words.cancel}</Button>
          <Button kind="main" busy={action.busy} disabled={!ready} onClick={() => void save(draft, invited, secured)}>
            {plan === undefined ? words.plan : words.save}
          </Button>
        </>
      }
    >
      <div className="sheet__body plan-form">
        {plan === undefined && (
          <Segmented
            label={words.formParts}
            value={part}
            options={[
              { value: 'what', label: words.what },
              { value: 'who', label: words.who(countOf(invited)) },
            ]}
            onChange={setPart}
          />
        )}
        <ActionFailure action={action} />
        {part === 'who' ? (
          <WhoFields
            invited={invited}
            withGroup
            onChange={(some) => setInvited((before) => ({ ...before, ...some }))}
          />
        ) : (
          <>
            <TitleField draft={draft} onChange={change} failure={action.failure} />
            <TimeFields draft={draft} onChange={change} error={late ? words.pastTime : undefined} />
            <RepeatFields draft={draft} onChange={change} />
            <RemindField value={draft.remind} onChange={(remind) => change({ remind })} />
            <AgendaField value={draft.agenda} onChange={(agenda) => change({ agenda })} />
            {plan === undefined && <Secured value={secured} onChange={setSecured} />}
          </>
        )}
      </div>
    </Sheet>
  );
}

interface TitleFieldProps {
  draft: PlanDraft;
  onChange: (change: Partial<PlanDraft>) => void;
  failure: unknown;
}

function TitleField({ draft, onChange, failure }: TitleFieldProps) {
  const words = useWords(planWords);
  const language = useLanguage();
  return (
    <Field
      label={words.title}
      placeholder={words.titleHint}
      value={draft.title}
      maxLength={LIMITS.meetingTitleChars}
      autoComplete="off"
      onChange={(event) => onChange({ title: event.currentTarget.value })}
      error={failure === undefined ? undefined : faultWords(faultsOf(failure), 'title', language)}
    />
  );
}

/** One client id for the whole form: pressing again after a lost answer plans no second meeting. */
function useSave(plan: Plan | undefined, onClose: () => void, onDone: PlanFormProps['onDone']) {
  const client = useClient();
  const words = useWords(planWords);
  const action = useAction();
  const clientId = useRef(randomText(20));
  async function save(draft: PlanDraft, invited: Invited, secured: SecuredValue) {
    const start = startOf(draft);
    if (start === undefined) return;
    await action.run(async () => {
      const saved =
        plan === undefined
          ? await client.call('plan.create', creating(clientId.current, draft, start, invited, secured))
          : await client.call('plan.change', changing(plan, draft, start));
      showToast(plan === undefined ? words.planned : words.saved);
      onClose();
      onDone?.(saved);
    });
  }
  return { action, save };
}

function creating(
  clientId: string,
  draft: PlanDraft,
  start: string,
  { people, departments, group }: Invited,
  secured: SecuredValue,
): ParamsOf<'plan.create'> {
  const repeat = repeatOf(draft);
  const { title, agenda, zone, minutes, remind } = draft;
  return {
    ...{ clientId, title, agenda, start, zone, minutes },
    ...{ people: people.map(({ id }) => id), departments: [...departments] },
    ...(repeat === undefined ? {} : { repeat }),
    ...(remind === undefined ? {} : { remind }),
    ...(group === undefined ? {} : { conversation: group }),
    ...securing(secured),
  };
}

function changing({ plan }: Plan, draft: PlanDraft, start: string): ParamsOf<'plan.change'> {
  const { title, agenda, zone, minutes, remind = null } = draft;
  return { plan, title, agenda, start, zone, minutes, remind, repeat: repeatOf(draft) ?? null };
}

/** Whether a single meeting would be over; a series may have begun. */
function isPast(draft: PlanDraft): boolean {
  const start = startOf(draft);
  if (start === undefined || draft.repeat !== 'never' || !isZone(draft.zone)) return false;
  return instantOf(start, draft.zone) + draft.minutes * 60_000 <= Date.now();
}
