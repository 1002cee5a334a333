import type { Locator, Page } from 'playwright-core';

/** What people do with the chat, told as a person would. The words are those of the English screens. */
export const PASSWORD = 'walking on the long wall 9';

/** Fills in the registration and comes out in the app. */
export async function register(page: Page, origin: string, login: string, nickname: string): Promise<void> {
  await registerBy(page, `${origin}/register`, login, nickname);
}

/** Registers by a link that somebody was given. */
export async function registerBy(page: Page, link: string, login: string, nickname: string): Promise<void> {
  await page.goto(link);
  await page.getByLabel('Phone, e-mail or user name').fill(login);
  await page.getByLabel('Nickname').fill(nickname);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Password again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Create and enter' }).click();
  await page.getByRole('navigation', { name: 'Main' }).waitFor();
}

/** Finds somebody and opens the chat with them. */
export async function startChat(page: Page, name: string): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('menuitem', { name: 'New chat' }).click();
  const sheet = page.getByRole('dialog', { name: 'New chat' });
  await sheet.getByRole('searchbox').fill(name);
  await sheet.getByRole('button', { name, exact: true }).click();
  await composer(page).waitFor();
}

/** Makes a group with people who are found by name. */
export async function createGroup(page: Page, title: string, names: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('menuitem', { name: 'New group' }).click();
  const sheet = page.getByRole('dialog', { name: 'New group' });
  await sheet.getByLabel('Name of the group').fill(title);
  for (const name of names) await choosePerson(sheet, name);
  await sheet.getByRole('button', { name: 'Create group' }).click();
  await page.getByRole('heading', { name: title, level: 2 }).waitFor();
}

export async function choosePerson(sheet: Locator, name: string): Promise<void> {
  await sheet.getByRole('searchbox').fill(name);
  await sheet.getByRole('checkbox', { name, exact: true }).check();
}

export function composer(page: Page): Locator {
  return page.getByRole('textbox', { name: /^Message / });
}

export async function say(page: Page, text: string): Promise<void> {
  await composer(page).fill(text);
  await composer(page).press('Enter');
}

/** The bubble of a message in the open conversation. */
export function message(page: Page, text: string): Locator {
  return page.getByRole('log').getByRole('article').filter({ hasText: text });
}

/** A message of one's own that the server has. */
export function sentMessage(page: Page, text: string): Locator {
  return message(page, text).filter({ has: page.getByRole('img', { name: /^(Sent|Read)/ }) });
}

/** A row of the conversation list. */
export function row(page: Page, title: string): Locator {
  return page.getByLabel('Conversations', { exact: true }).first().getByRole('link').filter({ hasText: title });
}

/** Somebody makes a channel and is in it. */
export async function makeChannel(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: 'New', exact: true }).click();
  await page.getByRole('menuitem', { name: 'New channel' }).click();
  const sheet = page.getByRole('dialog', { name: 'New channel' });
  await sheet.getByLabel('Name').fill(title);
  await sheet.getByRole('button', { name: 'Create channel' }).click();
  await composer(page).waitFor();
}
