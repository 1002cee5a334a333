import { expect, test } from 'vitest';
import { byLetter, letterOf } from './alphabet.ts';

test('names stand under their first letter, Chinese ones under that of the pinyin', () => {
  const names = ['anna', 'Örjan', '阿明', '陈伟', '李雷', '王小明', '张三', '周杰', '欧阳', '7up', '  bob', '😀'];
  expect(names.map(letterOf)).toEqual(['A', 'O', 'A', 'C', 'L', 'W', 'Z', 'Z', 'O', '#', 'B', '#']);
  expect([...'刘罗马孟倪潘秦任宋田许杨曾'].map(letterOf).join('')).toBe('LLMMNPQRSTXYZ');
});

test('groups come in the order of the letters, the rest last, and names in order within', () => {
  const groups = byLetter(['张三', '9', 'Zoe', '安', 'bob', 'Amy'], (name) => name);
  expect(groups.map(({ letter }) => letter)).toEqual(['A', 'B', 'Z', '#']);
  expect(groups[0]?.items.toSorted()).toEqual(['Amy', '安']);
});
