import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Placement } from './placement.ts';

function placement(workers: number): Placement {
  const made = new Placement(workers);
  for (let worker = 0; worker < workers; worker++) made.started(worker);
  return made;
}

test('rooms go where the least is to be done, and stay there', () => {
  const rooms = placement(3);
  assert.deepEqual(
    ['a', 'b', 'c', 'd'].map((room) => rooms.place(room)),
    [0, 1, 2, 0],
  );
  for (const [room, worker] of [
    ['a', 0],
    ['b', 1],
    ['c', 2],
    ['d', 0],
  ] as const)
    rooms.opened(worker, room);
  rooms.setPeople(1, 50);
  rooms.setPeople(2, 10);
  assert.deepEqual([rooms.place('e'), rooms.place('b')], [0, 1]);
  rooms.setPeople(0, 60);
  assert.equal(rooms.place('f'), 2);
});

test('a room that nobody has and nobody is on the way to is forgotten', () => {
  const rooms = placement(2);
  rooms.place('a');
  const leave = rooms.hold('a');
  rooms.opened(0, 'a');
  leave();
  assert.equal(rooms.find('a'), 0);
  const stay = rooms.hold('a');
  rooms.closed(0, 'a');
  assert.equal(rooms.find('a'), 0, 'somebody is still connected for it');
  stay();
  stay();
  assert.equal(rooms.find('a'), undefined);
});

test('a refused join leaves nothing behind', () => {
  const rooms = placement(2);
  for (let i = 0; i < 1000; i++) {
    rooms.place(`made up ${i}`);
    rooms.hold(`made up ${i}`)();
  }
  assert.deepEqual([rooms.place('a'), rooms.place('b')], [0, 1]);
});

test('what a lost worker had is placed anew, and its late words do no harm', () => {
  const rooms = placement(2);
  rooms.place('a');
  rooms.opened(0, 'a');
  const leave = rooms.hold('a');
  rooms.lost(0);
  assert.deepEqual([rooms.find('a'), rooms.place('a')], [undefined, 1]);
  rooms.opened(1, 'a');
  leave();
  rooms.closed(0, 'a');
  assert.equal(rooms.find('a'), 1);
  rooms.lost(1);
  assert.equal(rooms.place('a'), undefined, 'nobody is up');
  rooms.started(0);
  assert.equal(rooms.place('a'), 0);
});
