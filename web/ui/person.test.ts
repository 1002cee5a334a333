import { expect, test } from 'vitest';
import { colourOf, personInitials, roomInitials } from './person.ts';

test('people: the last two Chinese characters or two capitals', () => {
  expect(personInitials('欧阳静怡')).toBe('静怡');
  expect(personInitials('周明')).toBe('周明');
  expect(personInitials('Maximiliana Featherstonehaugh')).toBe('MF');
  expect(personInitials('欧阳静怡（人力资源与组织发展中心）')).toBe('静怡');
  expect(personInitials('tom')).toBe('T');
  expect(personInitials('阿依古丽·买买提')).toBe('买提');
  expect(personInitials('  ')).toBe('');
});

test('rooms: one Chinese character or two letters', () => {
  expect(roomInitials('灯塔项目 · 设计')).toBe('灯');
  expect(roomInitials('Lighthouse')).toBe('Li');
  expect(roomInitials('# general')).toBe('#');
  expect(roomInitials('👩‍👩‍👧 family')).toBe('👩‍👩‍👧');
  expect(roomInitials('')).toBe('#');
});

test('a colour is one of eight and always the same', () => {
  const colours = new Set(Array.from({ length: 200 }, (_, index) => colourOf(`u_${index}`)));
  expect([...colours].sort()).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(colourOf('u_a')).toBe(colourOf('u_a'));
});
