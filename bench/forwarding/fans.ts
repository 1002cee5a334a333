import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { randomText } from '#kernel/ids.ts';
import { Child } from '../harness/child.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';
import { succeeds } from '../harness/programs.ts';
import { nodeChild } from '../yiqi/server.ts';
import { JanusSession } from './janus-client.ts';
import { startJanus } from './janus-server.ts';
import { type LiveKitMember, publishTo, subscribeTo } from './livekit-client.ts';

/** A server through which one publisher reaches many subscribers. */
export interface Fan {
  readonly child: Child;
  /** Called for every packet that any subscriber gets, RTCP included. */
  onPacket: (packet: Buffer) => void;
  /** Gives the server one packet of the publisher. */
  send(packet: Buffer): void;
  /** Lets that many subscribers in: after the publisher has sent for a moment. */
  subscribe(count: number): Promise<void>;
  end(): Promise<void>;
}

const KEY = 'bench';

export type OurTransport = 'own' | 'native';

export async function sfuFan(ssrc: number, cores: Cores | undefined, transport: OurTransport): Promise<Fan> {
  const secret = randomText(40);
  const ports = ['--port', '0', '--udp-port', '0', '--transport', transport];
  const child = nodeChild(
    'sfu/main.ts',
    ['--keys', `${KEY}: ${secret}`, ...ports, '--workers', '1', '--log-level', 'warn'],
    cores,
  );
  const [, port] = await child.printed(/media server on http:\/\/127\.0\.0\.1:(\d+)/);
  const server = { port: Number(port), key: KEY, secret };
  const publisher = await publishTo(server, ssrc);
  const members: LiveKitMember[] = [publisher];
  const fan: Fan = {
    child,
    onPacket: () => {},
    send: (packet) => void publisher.track.sendMessageBinary(packet),
    async subscribe(count) {
      const names = Array.from({ length: count }, (_, i) => `subscriber ${i}`);
      const joined = names.map((name) => subscribeTo(server, name, (packet) => fan.onPacket(packet)));
      members.push(...(await Promise.all(joined)));
    },
    async end() {
      for (const member of members) member.close();
      await child.end();
    },
  };
  return fan;
}

export async function janusFan(ssrc: number, cores: Cores | undefined): Promise<Fan> {
  const server = await startJanus(cores);
  const session = await JanusSession.open(server.port);
  const track = await session.publish(ssrc);
  const fan: Fan = {
    child: server.child,
    onPacket: () => {},
    send: (packet) => void track.sendMessageBinary(packet),
    async subscribe(count) {
      const all = Array.from({ length: count }, () => session.subscribe((packet) => fan.onPacket(packet)));
      await Promise.all(all);
    },
    async end() {
      session.close();
      await server.end();
    },
  };
  return fan;
}

export async function floorFan(cores: Cores | undefined): Promise<Fan & { language: 'C' | 'Node' }> {
  const { child, language } = startFloor(cores);
  const [, port] = await child.printed(/port (\d+)/);
  const publisher = await boundSocket();
  const sockets = [publisher];
  const fan: Fan & { language: 'C' | 'Node' } = {
    child,
    language,
    onPacket: () => {},
    // dgram sends later, and the stream uses its packet's memory again.
    send: (packet) => publisher.send(Buffer.from(packet), Number(port), '127.0.0.1'),
    async subscribe(count) {
      for (let i = 0; i < count; i += 1) {
        const socket = await boundSocket();
        socket.on('message', (packet) => fan.onPacket(packet));
        socket.send('in', Number(port), '127.0.0.1');
        sockets.push(socket);
      }
    },
    async end() {
      for (const socket of sockets) socket.close();
      await child.end();
    },
  };
  return fan;
}

async function boundSocket(): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1 << 20 });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket;
}

function startFloor(cores: Cores | undefined): { child: Child; language: 'C' | 'Node' } {
  const source = fileURLToPath(new URL('../peers/udp-floor/floor.c', import.meta.url));
  const program = path.join(newFolder(), 'floor');
  if (succeeds('cc', ['-O2', '-o', program, source]))
    return { child: new Child({ command: program, args: [], cores }), language: 'C' };
  return { child: nodeChild('bench/peers/udp-floor/main.ts', [], cores), language: 'Node' };
}
