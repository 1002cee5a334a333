import { Failure } from '#kernel/failure.ts';
import type { FieldFault } from '#protocol/failures.ts';
import { checkNickname } from '#protocol/fields.ts';

/** @throws Failure 'fields.invalid' */
export function checkedGuestName(typed = ''): string {
  const name = typed.normalize('NFC').trim();
  refuseFault('name', checkNickname(name));
  return name;
}

/** @throws Failure 'fields.invalid' when there is a fault */
export function refuseFault(field: string, fault: FieldFault | undefined): void {
  if (fault) throw new Failure('fields.invalid', { fields: { [field]: fault } });
}
