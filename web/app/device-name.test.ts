import { expect, test } from 'vitest';
import { deviceName } from './device-name.ts';

test('a device is called by its browser and system', () => {
  const tail = 'AppleWebKit/537.36 (KHTML, like Gecko)';
  expect(deviceName(`Mozilla/5.0 (Windows NT 10.0) ${tail} Chrome/140.0 Safari/537.36 Edg/140.0`)).toBe(
    'Edge on Windows',
  );
  expect(deviceName(`Mozilla/5.0 (X11; Linux x86_64) ${tail} Chrome/140.0 Safari/537.36`)).toBe('Chrome on Linux');
  expect(deviceName(`Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X) ${tail} Version/18 Safari/605`)).toBe(
    'Safari on iPhone',
  );
  expect(deviceName('something')).toBe('Browser');
});
