import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { PASSWORD } from './support/chat.ts';
import { assertAccessible } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

test('every wrong field is told beside it, in both languages', async () => {
  const page = await cast.visitor({ language: 'zh' });
  await page.goto(`${cast.origin}/register`);
  await page.getByRole('heading', { name: '注册' }).waitFor();
  await page.getByLabel('手机号、邮箱或用户名').fill('138 0013 80');
  await page.getByLabel('昵称').fill('雨桐');
  await page.getByText('手机号的位数或号段不对。').waitFor();
  await page.getByLabel('密码', { exact: true }).fill('short');
  await page.getByLabel('再输一次密码').fill('other');
  await page.getByRole('button', { name: '注册并进入' }).click();
  await page.getByText('至少 8 个字符。').waitFor();
  await page.getByText('两次输入的密码不一样。').waitFor();
  await assertAccessible(page, 'registration with faults');
  await page.getByText('English').click();
  await page.getByText('This phone number is not complete or does not exist.').waitFor();
  await page.getByText('At least 8 characters.').waitFor();
  await page.getByText('The two passwords differ.').waitFor();
  assert.equal(await page.locator('html').getAttribute('lang'), 'en');
  await cast.leave();
});

test('a taken name and a wrong password are told by the server’s word', async () => {
  await cast.person('taken.name', 'First');
  const page = await cast.visitor();
  await page.goto(`${cast.origin}/register`);
  await page.getByLabel('Phone, e-mail or user name').fill('taken.name');
  await page.getByLabel('Nickname').fill('Second');
  await page.getByLabel('Password', { exact: true }).fill('quite a long password 7');
  await page.getByLabel('Password again').fill('quite a long password 7');
  await page.getByRole('button', { name: 'Create and enter' }).click();
  await page.getByText('Somebody uses this already.').waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await page.getByLabel('Phone, e-mail or user name').fill('taken.name');
  await page.getByLabel('Password', { exact: true }).fill('not this one');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByText('The account or the password is wrong.').waitFor();
  await assertAccessible(page, 'sign-in with a failure');
  await cast.leave();
});

test('theme and language are switched and kept', async () => {
  const ann = await cast.person('ann.eight', 'Ann Eight', { colorScheme: 'light' });
  await ann.getByRole('link', { name: 'Settings' }).click();
  await ann.getByText('Dark', { exact: true }).click();
  await ann.locator('html[data-theme=dark]').waitFor();
  await assertAccessible(ann, 'settings, dark');
  await ann.getByText('中文').click();
  await ann.getByRole('heading', { name: '外观与语言' }).waitFor();
  await ann.reload();
  await ann.getByRole('heading', { name: '外观与语言' }).waitFor();
  assert.equal(await ann.locator('html').getAttribute('data-theme'), 'dark');
  await ann.getByRole('link', { name: '通讯录' }).click();
  await ann.getByRole('heading', { name: '通讯录' }).waitFor();
  await assertAccessible(ann, 'contacts, dark');
  await cast.leave();
});

test('who signs out is at the door, and nothing of theirs stays', async () => {
  const ann = await cast.person('ann.nine', 'Ann Nine');
  await ann.getByRole('link', { name: 'Me: Ann Nine' }).click();
  await ann.getByRole('button', { name: 'Sign out' }).click();
  await ann.getByRole('dialog').getByRole('button', { name: 'Sign out' }).click();
  await ann.getByRole('heading', { name: 'Sign in' }).waitFor();
  await ann.reload();
  await ann.getByRole('heading', { name: 'Sign in' }).waitFor();
  await cast.leave();
});

test('the password is changed: it is told what is wrong, and other devices have to sign in again', async () => {
  const pc = await cast.person('ann.ten', 'Ann Ten');
  const phone = await cast.visitor({ size: 'phone', language: 'zh', colorScheme: 'dark' });
  await signIn(phone, PASSWORD);
  await phone.getByRole('navigation', { name: '主导航' }).waitFor();
  await pc.getByRole('link', { name: 'Me: Ann Ten' }).click();
  await pc.getByRole('button', { name: 'Change the password' }).click();
  await pc.getByLabel('Current password').fill('not this one');
  await pc.getByLabel('New password', { exact: true }).fill('quite another 7');
  await pc.getByLabel('New password again').fill('quite another 7');
  await pc.getByRole('button', { name: 'Change', exact: true }).click();
  await pc.getByText('This is not your current password.').waitFor();
  await assertAccessible(pc, 'a wrong current password');
  await pc.getByLabel('Current password').fill(PASSWORD);
  await pc.getByRole('button', { name: 'Change', exact: true }).click();
  await pc.getByText('Password changed. 1 device signed out').waitFor();
  await signIn(phone, 'quite another 7');
  await phone.getByRole('navigation', { name: '主导航' }).waitFor();
  await cast.leave();
});

/** Signs in as Ann Ten, in Chinese. */
async function signIn(page: Page, password: string): Promise<void> {
  if (page.url() === 'about:blank') await page.goto(`${cast.origin}/sign-in`);
  await page.getByLabel('手机号、邮箱或用户名').fill('ann.ten');
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
}
