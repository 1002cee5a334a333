import { createSocket } from 'node:dgram';

// The same as floor.c, for machines without a C compiler.

const SHORTEST_PACKET = 1000;

const members: number[] = [];
const socket = createSocket('udp4');
socket.on('message', (packet, { port }) => {
  if (packet.length < SHORTEST_PACKET) members.push(port);
  else for (const member of members) socket.send(packet, member, '127.0.0.1');
});
process.once('SIGTERM', () => process.exit(0));
socket.bind(0, '127.0.0.1', () => process.stdout.write(`port ${socket.address().port}\n`));
