import { expect, test } from 'vitest';
import { deviceClass, deviceName, partsOfDevice } from './device-name.ts';

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

test('phones, tablets and computers are told apart, iPads that say they are Macs too', () => {
  const mac = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605 Safari/605';
  expect(deviceClass(mac, 0)).toBe('computer');
  expect(deviceClass(mac, 5)).toBe('tablet');
  expect(deviceClass('Mozilla/5.0 (iPhone; CPU iPhone OS 18 like Mac OS X)', 5)).toBe('phone');
  expect(deviceClass('Mozilla/5.0 (Linux; Android 16; Pixel) Chrome/148 Mobile Safari', 5)).toBe('phone');
  expect(deviceClass('Mozilla/5.0 (Linux; Android 16; SM-X910) Chrome/148 Safari', 10)).toBe('tablet');
  expect(deviceClass('Mozilla/5.0 (Windows NT 10.0) Chrome/148', 10)).toBe('computer');
});

test('the parts of a name are found again, of any other name they are not', () => {
  expect(partsOfDevice('Edge on Windows')).toEqual({ browser: 'Edge', system: 'Windows' });
  for (const name of ['Browser', '', 'a on b on c', ' on ']) expect(partsOfDevice(name)).toBeUndefined();
});
