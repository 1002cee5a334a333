import { parsePhoneNumberFromString } from 'libphonenumber-js';
import type { FieldFault } from '#protocol/failures.ts';
import { checkLogin, type LoginKind, loginKind } from '#protocol/fields.ts';

/** What somebody signs in by, in the one form in which it is stored and compared. */
export interface LoginName {
  kind: LoginKind;
  /** E.164 for phones, else lower case. */
  value: string;
  /** As it was typed, without the blanks around it. */
  shown: string;
}

/** Numbers without a country code are taken for mainland China's. */
const HOME_COUNTRY = 'CN';

/** Control and format characters, halves of characters, unassigned ones. */
const UNSEEN = /\p{C}/u;

/** Reads what was typed as phone, e-mail or user name; a fault that the person can mend when it is none. */
export function parseLoginName(typed: string): LoginName | FieldFault {
  const shown = typed.trim();
  const fault = checkLogin(shown);
  if (fault) return fault;
  const kind = loginKind(shown);
  if (kind === 'email' && UNSEEN.test(shown)) return { code: 'email.shape' };
  if (kind !== 'phone') return { kind, value: shown.normalize('NFC').toLowerCase(), shown };
  const phone = parsePhoneNumberFromString(shown, HOME_COUNTRY);
  return phone?.isValid() ? { kind, value: phone.number, shown: phone.number } : { code: 'phone.shape' };
}
