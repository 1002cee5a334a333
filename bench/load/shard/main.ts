import type { AskName, Asks, FromShard, ToShard } from '../wires.ts';
import { Crowd } from './crowd.ts';

// One process of the load generator: does what the one that started it asks for, and tells before each answer what happened.

let crowd: Crowd | undefined;

function say(words: FromShard): void {
  process.send?.(words);
}

function there(): Crowd {
  if (crowd === undefined) throw new Error('nothing has begun');
  return crowd;
}

const handlers: { [Name in AskName]: (params: Asks[Name][0]) => Asks[Name][1] | Promise<Asks[Name][1]> } = {
  begin: (params) => {
    crowd = new Crowd(params);
    return null;
  },
  connect: (params) => there().connect(params),
  furnish: (params) => there().furnish(params),
  join: (params) => {
    there().join(params);
    return null;
  },
  act: (params) => there().act(params),
  settle: (params) => there().settle(params),
  verify: (params) => there().verify(params),
  look: () => null,
  end: () => there().end(),
};

function tick(): void {
  if (crowd !== undefined) say({ tick: crowd.stats.take(crowd.online()) });
}

process.on('message', async ({ id, ask, with: params }: ToShard) => {
  try {
    const ok = await (handlers[ask] as (params: unknown) => unknown)(params);
    // What led to the answer is told before it.
    tick();
    say({ re: id, ok });
  } catch (error) {
    say({ re: id, error: String(error) });
  }
});
// Never without the one that started it.
process.on('disconnect', () => process.exit(0));
// Ctrl+C reaches the whole group; the one that started it ends this one in order.
process.on('SIGINT', () => {});
