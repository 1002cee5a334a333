import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FieldFaultCode } from './failures.ts';
import { checkLogin, checkNickname, checkPassword, checkPasswordAgain, checkTitle, loginKind } from './fields.ts';

test('what kind of name it looks like', () => {
  assert.equal(loginKind(' lin@qinghe.edu.cn '), 'email');
  assert.equal(loginKind('138 0013 8000'), 'phone');
  assert.equal(loginKind('+44 20 7946 0958'), 'phone');
  assert.equal(loginKind('lin.yutong'), 'username');
});

const logins: [string, FieldFaultCode | undefined][] = [
  ['13800138000', undefined],
  ['138 0013 8000', undefined],
  ['+8613800138000', undefined],
  ['+86 138 0013 80', 'phone.shape'],
  ['1380013800', 'phone.shape'],
  ['12800138000', 'phone.shape'],
  ['+442079460958', undefined],
  ['+123', 'login.shape'],
  ['a@b.cn', undefined],
  ['lin@qinghe', 'email.shape'],
  ['lin@@qinghe.cn', 'email.shape'],
  ['lin@.cn', 'email.shape'],
  [`${'a'.repeat(250)}@b.cn`, 'too-long'],
  ['yutong_lin-2', undefined],
  ['ab', 'too-short'],
  ['2fast', 'login.shape'],
  ['林雨桐', 'login.shape'],
  ['a'.repeat(33), 'too-long'],
  ['   ', 'required'],
];
for (const [login, code] of logins) {
  test(`login ${JSON.stringify(login.slice(0, 30))}: ${code ?? 'fine'}`, () => {
    assert.equal(checkLogin(login)?.code, code);
  });
}

test('names: any script and emoji, nothing invisible, bounded', () => {
  assert.equal(checkNickname('阿依古丽·买买提'), undefined);
  assert.equal(checkNickname('Zoë 🎉'), undefined);
  assert.equal(checkNickname(' \t ')?.code, 'required');
  assert.equal(checkNickname('a\u200bb')?.code, 'invisible');
  assert.equal(checkNickname('a\u202eb')?.code, 'invisible');
  assert.equal(checkNickname('x'.repeat(41))?.code, 'too-long');
  assert.equal(checkTitle('x'.repeat(60)), undefined);
  assert.equal(checkTitle('x'.repeat(61))?.code, 'too-long');
});

test('passwords', () => {
  assert.equal(checkPassword('correct horse', 'lin'), undefined);
  assert.equal(checkPassword('', 'lin')?.code, 'required');
  assert.equal(checkPassword('short', 'lin')?.code, 'too-short');
  assert.equal(checkPassword('x'.repeat(129), 'lin')?.code, 'too-long');
  assert.equal(checkPassword('PassWord1', 'lin')?.code, 'password.common');
  assert.equal(checkPassword('Yutong.Lin', ' yutong.lin ')?.code, 'password.same');
  assert.equal(checkPasswordAgain('correct horse', 'correct horse'), undefined);
  assert.equal(checkPasswordAgain('correct hors', 'correct horse')?.code, 'password.differs');
  assert.equal(checkPasswordAgain('', 'correct horse')?.code, 'required');
});
