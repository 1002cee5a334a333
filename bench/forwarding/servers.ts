import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { randomText } from '#kernel/ids.ts';
import type { Run } from '../harness/bench.ts';
import { Child } from '../harness/child.ts';
import { ensurePackages } from '../harness/debian.ts';
import { freePort, listening } from '../harness/free-port.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { outputOf } from '../harness/programs.ts';
import { nodeChild, versionOf } from '../yiqi/server.ts';
import type { Reach } from './generator.ts';
import { startJanus } from './janus-server.ts';

/** A media server that is measured. */
export interface Contender {
  readonly name: string;
  readonly version: string;
  readonly about: string;
  start(cores: Cores | undefined): Promise<{ child: Child; reach: Reach }>;
}

const KEY = 'bench';
const OURS = 'the media server alone, one worker';

function ours(name: string, transport: 'own' | 'native', about: string): Contender {
  return {
    name,
    version: versionOf(),
    about: `${OURS}; ${about}`,
    async start(cores) {
      const secret = randomText(40);
      const ports = ['--port', '0', '--udp-port', '0', '--transport', transport, '--workers', '1'];
      const args = ['--keys', `${KEY}: ${secret}`, ...ports, '--log-level', 'warn'];
      const child = nodeChild('sfu/main.ts', args, cores);
      const [, port] = await child.printed(/media server on http:\/\/127\.0\.0\.1:(\d+)/);
      return { child, reach: { kind: 'livekit', port: Number(port), key: KEY, secret } };
    },
  };
}

/** BENCH_JANUS_LOOPS: its `event_loops`; 0 is a thread a handle, which is what Debian's default does. */
const JANUS_LOOPS = Number(process.env['BENCH_JANUS_LOOPS'] ?? 1);

function janus(version: string): Contender {
  return {
    name: 'Janus',
    version,
    about: `video room plugin, event_loops = ${JANUS_LOOPS}, ICE-lite`,
    async start(cores) {
      const { port, child } = await startJanus(cores, JANUS_LOOPS);
      const room = { publishers: 20, videocodec: 'vp8', audiocodec: 'opus', fir_freq: 0 };
      return { child, reach: { kind: 'janus', port, room } };
    },
  };
}

function liveKit(program: string): Contender {
  return {
    name: 'LiveKit',
    version: /\d+\.\d+\.\d+/.exec(outputOf(program, ['--version']) ?? '')?.[0] ?? '',
    about: 'ICE-lite, one UDP port, congestion control as by default',
    async start(cores) {
      const secret = randomText(40);
      const [port, udpPort, tcpPort] = [await freePort(), await freePort(), await freePort()];
      const file = path.join(newFolder(), 'livekit.yaml');
      writeFileSync(
        file,
        `port: ${port}
bind_addresses: ["127.0.0.1"]
rtc: { udp_port: ${udpPort}, tcp_port: ${tcpPort}, node_ip: 127.0.0.1, use_external_ip: false, use_ice_lite: true, enable_loopback_candidate: true }
logging: { level: error, pion_level: error }
keys: { ${KEY}: ${secret} }
`,
      );
      const child = new Child({ command: program, args: ['--config', file], cores });
      await listening(port);
      return { child, reach: { kind: 'livekit', port, key: KEY, secret } };
    },
  };
}

/** All that can be had here. Who is left out, and why, goes to `notes`. */
export function contenders(run: Run, notes: string[]): Contender[] {
  const [first, ...others] = liveKitContenders(run, notes);
  const all = first ? [first, ours('yiqi over libdatachannel', 'native', 'its fallback transport')] : [];
  const peer = ensurePackages(['janus'], run.say);
  if (peer.there) all.push(janus(peer.version));
  else notes.push(peer.why);
  return [...all, ...others];
}

/** Ours, and LiveKit if it can be had: those whom LiveKit's clients can join. */
export function liveKitContenders({ say }: Run, notes: string[]): Contender[] {
  const all = [ours('yiqi', 'own', 'its own transport')];
  const program = process.env['BENCH_LIVEKIT'] ?? '';
  if (program !== '' && existsSync(program)) return [...all, liveKit(program)];
  const why = 'LiveKit was left out: BENCH_LIVEKIT names no livekit-server to run.';
  say(why);
  notes.push(why);
  return all;
}
