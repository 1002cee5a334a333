import { asFailure } from '#kernel/failure.ts';
import { type FailureBody, type FieldFaults, failureText, fieldFaultText, type Language } from '#protocol/failures.ts';

/** The sentence for whatever an action threw. */
export function failureWords(error: unknown, language: Language): string {
  return failureText(asFailure(error).code, language);
}

/** The sentence for a failure that a snapshot holds. */
export function failureBodyWords(failure: FailureBody, language: Language): string {
  return failureText(failure.code, language);
}

/** What the server says of each field; empty when the failure is about something else. */
export function faultsOf(error: unknown): FieldFaults {
  return asFailure(error).detail.fields ?? {};
}

export function faultWords(faults: FieldFaults, field: string, language: Language): string | undefined {
  const fault = faults[field];
  return fault === undefined ? undefined : fieldFaultText(fault, language);
}
