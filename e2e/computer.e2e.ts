import { after, before, test } from 'node:test';
import { type Cast, openCast } from './support/cast.ts';
import { PASSWORD } from './support/chat.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

const SHOTS = process.env['YIQI_SHOTS'];

test('the phone tells of the computer one is signed in on, names it, and signs it out', async () => {
  const pc = await cast.person('ann.computer', 'Ann Computer');
  await pc.getByRole('button', { name: 'New', exact: true }).waitFor();
  const phone = await cast.visitor({ size: 'phone', language: 'zh', colorScheme: 'dark' });
  await phone.goto(`${cast.origin}/sign-in`);
  await phone.getByLabel('手机号、邮箱或用户名').fill('ann.computer');
  await phone.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await phone.getByRole('button', { name: '登录' }).click();
  const strip = phone.getByRole('button', { name: /^已登录：/ });
  await strip.waitFor();
  await assertAccessible(phone, 'the list of a phone while a computer is signed in');
  await assertFits(phone, 'the strip');

  await phone.goto(`${cast.origin}/settings/devices`);
  await phone
    .getByRole('button', { name: /^重命名：/ })
    .last()
    .click();
  const naming = phone.getByRole('dialog', { name: '设备名称' });
  await naming.getByLabel('名称').fill('书房的电脑');
  await naming.getByRole('button', { name: '保存' }).click();
  await phone.getByText('书房的电脑').waitFor();
  if (SHOTS !== undefined) await phone.screenshot({ path: `${SHOTS}/devices.png` });
  await assertAccessible(phone, 'devices with a name and an address');

  await phone.goto(cast.origin);
  const named = phone.getByRole('button', { name: '已登录：书房的电脑' });
  if (SHOTS !== undefined) await named.waitFor().then(() => phone.screenshot({ path: `${SHOTS}/strip.png` }));
  await named.click();
  const sheet = phone.getByRole('dialog', { name: '你的电脑' });
  await sheet.getByText('正在连接 · 127.0.0.1').waitFor();
  if (SHOTS !== undefined) await phone.screenshot({ path: `${SHOTS}/sheet.png` });
  await assertAccessible(phone, 'the sheet of computers');
  await sheet.getByRole('button', { name: '让它退出登录：书房的电脑' }).click();
  await pc.getByText('This device has been signed out.').waitFor();
  await named.waitFor({ state: 'detached' });
  await cast.leave();
});
