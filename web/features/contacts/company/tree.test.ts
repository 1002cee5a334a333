import { expect, test } from 'vitest';
import { treeOf } from './tree.ts';

test('departments hang together, and people of those below count', () => {
  const tree = treeOf([
    { id: 'a', name: 'A', members: 1 },
    { id: 'b', name: 'B', members: 0 },
    { id: 'aa', parent: 'a', name: 'AA', members: 2 },
    { id: 'aaa', parent: 'aa', name: 'AAA', members: 4 },
  ]);
  expect(tree.childrenOf(undefined).map(({ id }) => id)).toEqual(['a', 'b']);
  expect(tree.pathTo('aaa').map(({ id }) => id)).toEqual(['a', 'aa', 'aaa']);
  expect(tree.pathTo('gone')).toEqual([]);
  expect([tree.peopleIn('a'), tree.peopleIn('b')]).toEqual([7, 0]);
});
