import type { FieldFault } from './failures.ts';
import { LIMITS } from './limits.ts';

/** What an account is called at sign-in. */
export type LoginKind = 'phone' | 'email' | 'username';

const USERNAME = /^[a-z][a-z0-9._-]*$/i;
const EMAIL = /^[^\s@"(),:;<>[\]\\]+@[^\s@.]+(\.[^\s@.]+)+$/;
const PHONE = /^\+?[\d\s().-]{5,24}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is the list of what nobody can see
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb]/;
/** Controls, line breaks and what turns the direction of writing. Joiners of emoji are not among them. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are refused
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufff9-\ufffb]/;
/** Half of a character, which no storage keeps. */
const LONE_SURROGATE = /\p{Cs}/u;
const COMMON_PASSWORDS = new Set(
  '12345678 123456789 1234567890 87654321 11111111 00000000 88888888 66666666 password password1 passw0rd qwertyui qwerty123 qwertyuiop 1q2w3e4r 1qaz2wsx abc12345 abcd1234 a1234567 a12345678 iloveyou woaini520 woaini1314 5201314520 asdfghjk admin123 letmein1 zaq12wsx'.split(
    ' ',
  ),
);

/** Which kind of name this looks like, by its first glance: '@' e-mail, digits phone, else user name. */
export function loginKind(login: string): LoginKind {
  const text = login.trim();
  if (text.includes('@')) return 'email';
  return PHONE.test(text) ? 'phone' : 'username';
}

/**
 * Checks what somebody typed as phone, e-mail or user name. The server checks phones once more with its table of
 * numbering plans; here only the shape is known.
 */
export function checkLogin(login: string): FieldFault | undefined {
  const text = login.trim();
  if (text === '') return { code: 'required' };
  const kind = loginKind(text);
  if (kind === 'email') return checkEmail(text);
  if (kind === 'phone') return checkPhone(text);
  if (!USERNAME.test(text)) return { code: 'login.shape' };
  if (text.length < LIMITS.usernameMinChars) return { code: 'too-short', n: LIMITS.usernameMinChars };
  if (text.length > LIMITS.usernameMaxChars) return { code: 'too-long', n: LIMITS.usernameMaxChars };
  return undefined;
}

function checkEmail(text: string): FieldFault | undefined {
  if (text.length > LIMITS.emailChars) return { code: 'too-long', n: LIMITS.emailChars };
  return EMAIL.test(text) ? undefined : { code: 'email.shape' };
}

function checkPhone(text: string): FieldFault | undefined {
  const digits = text.replace(/\D/g, '');
  const mainland = !text.startsWith('+') || digits.startsWith('86');
  const national = text.startsWith('+') && mainland ? digits.slice(2) : digits;
  if (mainland) return /^1[3-9]\d{9}$/.test(national) ? undefined : { code: 'phone.shape' };
  return digits.length >= 7 && digits.length <= 15 ? undefined : { code: 'phone.shape' };
}

export function checkNickname(nickname: string): FieldFault | undefined {
  return checkName(nickname, LIMITS.nicknameChars);
}

export function checkTitle(title: string): FieldFault | undefined {
  return checkName(title, LIMITS.titleChars);
}

/** '/' stands between departments in paths. */
export function checkDepartment(name: string): FieldFault | undefined {
  return checkName(name, LIMITS.departmentChars) ?? (name.includes('/') ? { code: 'slash' } : undefined);
}

/** A line about oneself: it may be empty, and hold any emoji. */
export function checkLine(line: string, most: number): FieldFault | undefined {
  const text = line.trim();
  if (text.length > most) return { code: 'too-long', n: most };
  return UNPRINTABLE.test(text) || LONE_SURROGATE.test(text) ? { code: 'invisible' } : undefined;
}

function checkName(name: string, most: number): FieldFault | undefined {
  const text = name.trim();
  if (text === '') return { code: 'required' };
  if (text.length > most) return { code: 'too-long', n: most };
  return INVISIBLE.test(text) || LONE_SURROGATE.test(text) ? { code: 'invisible' } : undefined;
}

export function checkPassword(password: string, login: string): FieldFault | undefined {
  if (password === '') return { code: 'required' };
  if (password.length < LIMITS.passwordMinChars) return { code: 'too-short', n: LIMITS.passwordMinChars };
  if (password.length > LIMITS.passwordMaxChars) return { code: 'too-long', n: LIMITS.passwordMaxChars };
  if (COMMON_PASSWORDS.has(password.toLowerCase())) return { code: 'password.common' };
  if (password.toLowerCase() === login.trim().toLowerCase()) return { code: 'password.same' };
  return undefined;
}

export function checkPasswordAgain(again: string, password: string): FieldFault | undefined {
  if (again === '') return { code: 'required' };
  return again === password ? undefined : { code: 'password.differs' };
}
