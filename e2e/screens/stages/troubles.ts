import { EVERYTHING } from '../furnish.ts';
import { button, type Tour } from '../tour.ts';
import { open } from './conversation.ts';

/** What is shown when something is not as it should be, and where there is nothing yet. */
export async function troubles(tour: Tour): Promise<void> {
  const page = await tour.person();
  await tour.shoot(page, 'not-found', () => tour.goto(page, '/no/such/page'));
  await tour.shoot(page, 'conversation-gone', () => tour.goto(page, '/c/c_00000000000000000000'));
  await tour.shoot(page, 'join-link-dead', () => tour.goto(page, '/join/abcdefghijklmnopqrstuv'));
  await tour.shoot(page, 'devices-failed', async () => {
    await page.route('**/api/v1/devices', (route) => route.abort());
    await tour.goto(page, '/settings/devices');
  });
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await tour.shoot(page, 'upload-refused', async () => {
    await open(tour, page, EVERYTHING);
    const refusal = { status: 507, json: { error: { code: 'files.quota' } } };
    await page.route('**/api/v1/files**', (route) => route.fulfill(refusal));
    await button(page, 'More to send').click();
    const [chooser] = await Promise.all([
      page.waitForEvent('filechooser'),
      page.getByRole('menuitem', { name: /^File/ }).click(),
    ]);
    await chooser.setFiles([{ name: 'big.bin', mimeType: 'application/octet-stream', buffer: Buffer.alloc(2000) }]);
    await button(page, 'Send').click();
  });
  await tour.shoot(page, 'offline', async () => {
    await tour.goto(page, '/');
    await page.context().setOffline(true);
    await page.getByRole('status').first().waitFor();
  });
  await page.context().close();
  const loading = await tour.person();
  await loading.routeWebSocket(/\/ws/, () => undefined);
  await loading.evaluate(
    'indexedDB.databases().then((all) => all.forEach(({ name }) => indexedDB.deleteDatabase(name)))',
  );
  await tour.shoot(loading, 'loading', () => loading.goto(tour.origin));
  await loading.context().close();
}
