import { type FormEvent, useRef, useState } from 'react';
import { asFailure, type Failure } from '#kernel/failure.ts';
import type { FieldFault } from '#protocol/failures.ts';

type Faults<Name extends string> = Partial<Record<Name, FieldFault>>;

interface FormOptions<Name extends string> {
  names: readonly Name[];
  /** What is wrong with a field, as both sides know it. */
  check: (name: Name, values: Record<Name, string>) => FieldFault | undefined;
  submit: (values: Record<Name, string>) => Promise<unknown>;
}

export interface Form<Name extends string> {
  values: Record<Name, string>;
  faults: Faults<Name>;
  /** What is wrong with the whole, e.g. no connection. */
  failure: Failure | undefined;
  busy: boolean;
  field: (name: Name) => {
    name: Name;
    value: string;
    onChange: (event: { currentTarget: HTMLInputElement }) => void;
    onBlur: () => void;
  };
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
  checked: (name: Name) => boolean;
}

/** A form that checks a field when it is left, all of them on submit, and takes the server's faults to their fields. */
export function useForm<Name extends string>({ names, check, submit }: FormOptions<Name>): Form<Name> {
  const [values, setValues] = useState(() => emptyValues(names));
  const [faults, setFaults] = useState<Faults<Name>>({});
  const [left, setLeft] = useState<ReadonlySet<Name>>(new Set());
  const [failure, setFailure] = useState<Failure>();
  const [busy, setBusy] = useState(false);
  const sending = useRef(false);

  function change(name: Name, text: string) {
    const next = { ...values, [name]: text };
    setValues(next);
    setFailure(undefined);
    setFaults((known) => recheck(known, next, name, check));
  }

  function leave(name: Name) {
    if (values[name] === '') return;
    setLeft((known) => new Set(known).add(name));
    setFaults((known) => withFault(known, name, check(name, values)));
  }

  async function send(form: HTMLFormElement) {
    const found = faultsOf(names, (name) => check(name, values));
    setFaults(found);
    setFailure(undefined);
    if (focusFirst(form, names, found) || sending.current) return;
    sending.current = true;
    setBusy(true);
    try {
      await submit(values);
    } catch (error) {
      refuse(form, asFailure(error));
    } finally {
      sending.current = false;
      setBusy(false);
    }
  }

  function refuse(form: HTMLFormElement, refused: Failure) {
    const fields = refused.detail.fields ?? {};
    const found = faultsOf(names, (name) => fields[name]);
    setFaults(found);
    if (Object.keys(found).length === 0) setFailure(refused);
    focusFirst(form, names, found);
  }

  return {
    values,
    faults,
    failure,
    busy,
    checked: (name) => left.has(name) && values[name] !== '' && faults[name] === undefined,
    field: (name) => ({
      name,
      value: values[name],
      onChange: (event) => change(name, event.currentTarget.value),
      onBlur: () => leave(name),
    }),
    onSubmit: (event) => {
      event.preventDefault();
      void send(event.currentTarget);
    },
  };
}

function emptyValues<Name extends string>(names: readonly Name[]): Record<Name, string> {
  return Object.fromEntries(names.map((name) => [name, ''])) as Record<Name, string>;
}

function faultsOf<Name extends string>(names: readonly Name[], fault: (name: Name) => FieldFault | undefined) {
  return names.reduce<Faults<Name>>((found, name) => withFault(found, name, fault(name)), {});
}

function withFault<Name extends string>(faults: Faults<Name>, name: Name, fault: FieldFault | undefined): Faults<Name> {
  const { [name]: _old, ...rest } = faults;
  return (fault === undefined ? rest : { ...rest, [name]: fault }) as Faults<Name>;
}

/** While somebody mends a field its fault goes as soon as it is mended, and so does one that hangs on it. */
function recheck<Name extends string>(
  faults: Faults<Name>,
  values: Record<Name, string>,
  changed: Name,
  check: FormOptions<Name>['check'],
): Faults<Name> {
  let next = faults;
  for (const name of Object.keys(faults) as Name[]) {
    const fault = check(name, values);
    if (name === changed || fault === undefined) next = withFault(next, name, fault);
  }
  return next;
}

function focusFirst<Name extends string>(form: HTMLFormElement, names: readonly Name[], faults: Faults<Name>): boolean {
  const first = names.find((name) => faults[name] !== undefined);
  if (first === undefined) return false;
  const input = form.elements.namedItem(first);
  if (input instanceof HTMLElement) input.focus();
  return true;
}
