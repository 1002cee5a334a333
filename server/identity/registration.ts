import { Failure } from '#kernel/failure.ts';
import { readingKey } from '#kernel/search/names.ts';
import type { RegisterRequest } from '#protocol/accounts.ts';
import type { FieldFault, FieldFaults } from '#protocol/failures.ts';
import { checkNickname, checkPassword, checkPasswordAgain } from '#protocol/fields.ts';
import { type LoginName, parseLoginName } from './login-name.ts';

/** A registration whose every field is in order. */
export interface Registration {
  login: LoginName;
  nickname: string;
  password: string;
}

/** @throws Failure 'fields.invalid' that names every wrong field */
export function checkRegistration(request: RegisterRequest): Registration {
  const login = parseLoginName(request.login);
  const nickname = request.nickname.normalize('NFC').trim();
  const password = passwordText(request.password);
  const faults: Record<string, FieldFault | undefined> = {
    login: 'code' in login ? login : undefined,
    nickname: checkNickname(nickname),
    password: checkPassword(password, request.login),
    passwordAgain: checkPasswordAgain(passwordText(request.passwordAgain), password),
  };
  refuseFaults(faults);
  if ('code' in login) throw new Failure('fields.invalid', { fields: { login } });
  return { login, nickname, password };
}

/** @throws Failure 'fields.invalid' when any field has a fault */
export function refuseFaults(faults: Record<string, FieldFault | undefined>): void {
  const found = Object.entries(faults).filter(([, fault]) => fault !== undefined);
  if (found.length > 0) throw new Failure('fields.invalid', { fields: Object.fromEntries(found) as FieldFaults });
}

/** The same password typed on another keyboard is the same text. */
export function passwordText(typed: string): string {
  return typed.normalize('NFC');
}

/** How a nickname is found by its pinyin; as much of it as the column holds. */
export function readKey(nickname: string): string {
  return readingKey(nickname).slice(0, 1000);
}

/** How names are searched and sorted: without case, full-width or composed forms making a difference. */
export function searchKey(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim().slice(0, 120);
}
