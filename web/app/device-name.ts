import type { DeviceClass } from '#protocol/devices.ts';

const BROWSERS: [RegExp, string][] = [
  [/MicroMessenger/, 'WeChat'],
  [/Edg\//, 'Edge'],
  [/OPR\//, 'Opera'],
  [/Firefox\/|FxiOS\//, 'Firefox'],
  [/Chrome\/|CriOS\//, 'Chrome'],
  [/Safari\//, 'Safari'],
];

const SYSTEMS: [RegExp, string][] = [
  [/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
  [/Android/, 'Android'],
  [/iPad/, 'iPad'],
  [/iPhone/, 'iPhone'],
  [/Windows/, 'Windows'],
  [/Mac OS X/, 'Mac'],
  [/CrOS/, 'ChromeOS'],
  [/Linux/, 'Linux'],
];

/** What kind of thing this browser runs on. iPads say that they are Macs, but no Mac has a touch screen. */
export function deviceClass(userAgent: string, touchPoints: number): DeviceClass {
  if (/iPad|Tablet/.test(userAgent) || (/Macintosh/.test(userAgent) && touchPoints > 1)) return 'tablet';
  if (/Android|HarmonyOS|OpenHarmony/.test(userAgent)) return /Mobile|Phone/.test(userAgent) ? 'phone' : 'tablet';
  return /iPhone|Mobile/.test(userAgent) ? 'phone' : 'computer';
}

/** The browser and the system in a name that `deviceName` made. */
export function partsOfDevice(name: string): { browser: string; system: string } | undefined {
  const [browser, system, more] = name.split(' on ');
  return browser && system && more === undefined ? { browser, system } : undefined;
}

/** `Chrome on Windows`: what a person recognises in the list of their devices. */
export function deviceName(userAgent: string): string {
  const browser = BROWSERS.find(([pattern]) => pattern.test(userAgent))?.[1] ?? 'Browser';
  const system = SYSTEMS.find(([pattern]) => pattern.test(userAgent))?.[1];
  return system === undefined ? browser : `${browser} on ${system}`;
}
