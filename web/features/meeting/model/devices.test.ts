import { expect, test } from 'vitest';
import { InsecureContextError, mediaFault, presentDevice, sortDevices } from './devices.ts';

test('devices are sorted by use, aliases and repeats left out', () => {
  const list = sortDevices([
    { kind: 'audioinput', deviceId: 'default', label: 'Default - Desk microphone' },
    { kind: 'audioinput', deviceId: 'm1', label: 'Desk microphone (046d:0825)' },
    { kind: 'audioinput', deviceId: 'm1', label: 'Desk microphone (046d:0825)' },
    { kind: 'videoinput', deviceId: 'c1', label: '' },
    { kind: 'audiooutput', deviceId: 's1', label: 'Headphones' },
  ]);
  expect(list).toEqual({
    microphone: [{ id: 'm1', label: 'Desk microphone' }],
    camera: [{ id: 'c1', label: '' }],
    speaker: [{ id: 's1', label: 'Headphones' }],
  });
});

test('a chosen device counts only while it is there', () => {
  expect(presentDevice([{ id: 'a', label: '' }], 'a')).toBe('a');
  expect(presentDevice([{ id: 'a', label: '' }], 'b')).toBeUndefined();
  expect(presentDevice([], undefined)).toBeUndefined();
});

function named(name: string, message = ''): Error {
  return Object.assign(new Error(message), { name });
}

test.each([
  [named('NotAllowedError', 'Permission denied'), 'denied'],
  [named('NotAllowedError', 'Permission dismissed'), 'dismissed'],
  [named('NotAllowedError', 'Permission denied by system'), 'system-denied'],
  [named('NotFoundError'), 'missing'],
  [named('OverconstrainedError'), 'missing'],
  [{ name: 'OverconstrainedError' }, 'missing'],
  [named('NotReadableError'), 'in-use'],
  [new InsecureContextError(), 'insecure'],
  [new TypeError('x'), 'failed'],
  ['x', 'failed'],
  [undefined, 'failed'],
])('%s is told as %s', (error, fault) => {
  expect(mediaFault(error)).toBe(fault);
});
