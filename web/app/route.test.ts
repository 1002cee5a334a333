import { expect, test } from 'vitest';
import { parseRoute, registerPath, returnPath, signInPath } from './route.ts';

const CONVERSATION = 'c_0123456789abcdefghij';
const PERSON = 'u_0123456789abcdefghij';

test('every page has its address', () => {
  expect(parseRoute('/')).toEqual({ at: 'chats' });
  expect(parseRoute(`/c/${CONVERSATION}`)).toEqual({ at: 'conversation', id: CONVERSATION, details: false });
  expect(parseRoute(`/c/${CONVERSATION}`, '?details')).toEqual({ at: 'conversation', id: CONVERSATION, details: true });
  expect(parseRoute('/contacts')).toEqual({ at: 'contacts', person: undefined });
  expect(parseRoute(`/contacts/${PERSON}`)).toEqual({ at: 'contacts', person: PERSON });
  expect(parseRoute('/contacts/requests')).toEqual({ at: 'contacts', person: undefined, page: 'requests' });
  expect(parseRoute(`/contacts/n_${'a'.repeat(20)}`)).toEqual({
    ...{ at: 'contacts', person: undefined },
    page: { department: `n_${'a'.repeat(20)}` },
  });
  expect(parseRoute(`/c/${CONVERSATION}`, '?thread=7')).toEqual({
    ...{ at: 'conversation', id: CONVERSATION, details: false },
    thread: 7,
  });
  expect(parseRoute(`/c/${CONVERSATION}`, '?thread=x')).toEqual({
    at: 'conversation',
    id: CONVERSATION,
    details: false,
  });
  expect(parseRoute('/threads')).toEqual({ at: 'threads' });
  expect(parseRoute('/channels')).toEqual({ at: 'channels' });
  expect(parseRoute('/meetings')).toEqual({ at: 'meetings' });
  expect(parseRoute('/settings')).toEqual({ at: 'settings', page: undefined });
  expect(parseRoute('/settings/appearance')).toEqual({ at: 'settings', page: 'appearance' });
  expect(parseRoute('/settings/devices')).toEqual({ at: 'settings', page: 'devices' });
  expect(parseRoute('/sign-in')).toEqual({ at: 'sign-in' });
  expect(parseRoute('/register')).toEqual({ at: 'register', invite: undefined });
  expect(parseRoute('/register', '?invite=a%20b')).toEqual({ at: 'register', invite: 'a b' });
  expect(parseRoute('/m/123456789')).toEqual({ at: 'meeting', number: '123456789' });
});

test('a link to a group is one with a token', () => {
  const token = 'AbCd_-0123456789abcdef';
  expect(parseRoute(`/join/${token}`)).toEqual({ at: 'join', token });
  expect(parseRoute('/join/short')).toEqual({ at: 'unknown' });
  expect(registerPath(`/join/${token}`)).toBe(`/register?to=%2Fjoin%2F${token}`);
  expect(returnPath(`?to=%2Fjoin%2F${token}`)).toBe(`/join/${token}`);
  expect(signInPath(`?to=%2Fjoin%2F${token}`)).toBe(`/sign-in?to=%2Fjoin%2F${token}`);
  expect(signInPath('?to=//evil.example')).toBe('/sign-in');
});

test('a message has an address, and search names what it shows beside', () => {
  const place = { at: 'conversation', id: CONVERSATION, details: false };
  expect(parseRoute(`/c/${CONVERSATION}/42`)).toEqual({ ...place, seq: 42 });
  expect(parseRoute(`/c/${CONVERSATION}/42`, '?thread=42')).toEqual({ ...place, seq: 42, thread: 42 });
  expect(parseRoute(`/c/${CONVERSATION}/42`, '?thread=42&reply=50')).toEqual({
    ...place,
    seq: 42,
    thread: 42,
    reply: 50,
  });
  expect(parseRoute(`/c/${CONVERSATION}`, '?thread=42&reply=x')).toEqual({ ...place, thread: 42 });
  expect(parseRoute('/search', `?open=${CONVERSATION}&seq=42&thread=42&reply=50`)).toEqual({
    ...{ at: 'search', open: CONVERSATION, seq: 42 },
    ...{ thread: 42, reply: 50 },
  });
  for (const seq of ['0', '-1', '1e3', '99999999999999999999', '1.5']) {
    expect(parseRoute(`/c/${CONVERSATION}/${seq}`)).toEqual({ at: 'unknown' });
  }
  expect(parseRoute('/search', '?q=x')).toEqual({ at: 'search' });
  expect(parseRoute('/search', `?open=${CONVERSATION}&seq=7`)).toEqual({ at: 'search', open: CONVERSATION, seq: 7 });
  expect(parseRoute('/search', '?open=nobody&seq=7')).toEqual({ at: 'search' });
});

test('a slash at the end changes nothing', () => {
  expect(parseRoute('/contacts/')).toEqual({ at: 'contacts', person: undefined });
});

test('anything else is unknown and never throws', () => {
  for (const path of [
    '/c/short',
    '/c',
    '/settings/other',
    '/nope',
    '/c/../x/y',
    '/%E0%A4%A',
    `/c/${CONVERSATION}/more`,
  ]) {
    expect(parseRoute(path)).toEqual({ at: 'unknown' });
  }
});

test('after signing in one comes back to a meeting, and to nowhere else', () => {
  expect(returnPath('?to=%2Fm%2F482917306')).toBe('/m/482917306');
  for (const search of ['', '?to=', '?to=//evil.example', '?to=/m/1', '?to=https://evil.example/m/482917306']) {
    expect(returnPath(search)).toBe('/');
  }
});
