import { type Bench, type Entrant, inTurns, type Run } from '../harness/bench.ts';
import type { Child } from '../harness/child.ts';
import type { Figure, Measured, Result } from '../harness/figures.ts';
import { ensureModules, modulesFolder } from '../harness/modules.ts';
import { nodeChild, versionOf } from '../yiqi/server.ts';

const FIGURES: readonly Figure[] = [
  { name: 'pushes', unit: '1/s', better: 'higher' },
  { name: 'CPU a push', unit: 'ms', better: 'lower' },
  { name: 'memory', unit: 'MiB', better: 'lower' },
];

const PROGRAM = 'server/adapters/push/testing/push-speed.ts';
const DEVICES = 40;
const LIBRARY = { 'web-push': '3.6.7' };

async function run({ quick, cores, say }: Run): Promise<Result> {
  const service = nodeChild(PROGRAM, ['service', String(DEVICES)], cores && { ...cores, server: cores.generator });
  try {
    const { input } = await service.printed(/^\{.*\}$/m);
    const target = /^\{.*\}$/m.exec(input)?.[0] ?? '';
    const library = ensureModules(LIBRARY, say);
    const env = { PUSH_TO: target, PUSH_MS: String(quick ? 500 : 6000) };
    const entrant = (name: string, version: string, about: string, args: string[]): Entrant<Measured> => ({
      ...{ name, version, about },
      measure: () => measured(nodeChild(PROGRAM, args, cores, env)),
      end: async () => {},
    });
    const entrants = [
      entrant('yiqi', versionOf(), 'encrypted, signed, its address looked at before each push', ['yiqi']),
    ];
    if (library.there) {
      const about = 'the usual library for Node, with connections that are kept';
      entrants.push(entrant('web-push', library.version, about, ['library', modulesFolder()]));
    }
    return {
      bench: 'push',
      title: `Web Push to ${DEVICES} devices of one service, 16 at a time`,
      quick,
      parameters: { devices: DEVICES },
      figures: FIGURES,
      contenders: await inTurns(entrants, quick ? 1 : 5, say),
      notes: [
        'The service decrypts and checks every push; it has the other core.',
        ...(library.there ? [] : [`${library.why}.`]),
      ],
    };
  } finally {
    await service.end();
  }
}

async function measured(child: Child): Promise<Measured> {
  const [, text = '{}'] = await child.printed(/measured (\{.*\})/);
  await child.end();
  const { perSecond, cpuMs, rssMiB } = JSON.parse(text) as { perSecond: number; cpuMs: number; rssMiB: number };
  return { pushes: perSecond, 'CPU a push': cpuMs, memory: rssMiB };
}

export const push: Bench = { name: 'push', about: 'pushes to browsers in a second, beside the library web-push', run };
