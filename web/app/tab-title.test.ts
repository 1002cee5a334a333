import { expect, test } from 'vitest';
import { tabTitle } from './tab-title.tsx';

test('the tab tells what is unread and where one is', () => {
  expect(tabTitle(0, '', '一起')).toBe('一起');
  expect(tabTitle(3, '灯塔', '一起')).toBe('(3) 灯塔 · 一起');
  expect(tabTitle(250, '', 'Yiqi')).toBe('(99+) Yiqi');
});
