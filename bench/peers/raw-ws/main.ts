import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { collectDefaultMetrics, register } from 'prom-client';
import { type WebSocket, WebSocketServer } from 'ws';

// The least that a broadcast in Node can be: what anybody sends goes to everybody, nothing is checked, kept or bounded.

collectDefaultMetrics();
const members = new Set<WebSocket>();
const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
const server = createServer((_request, response) => {
  void register.metrics().then((text) => response.end(text));
});

server.on('upgrade', (request, socket, head) => {
  sockets.handleUpgrade(request, socket, head, (member) => {
    members.add(member);
    member.on('message', (data) => {
      const text = String(data);
      for (const each of members) each.send(text);
    });
    member.on('close', () => members.delete(member));
  });
});
process.once('SIGTERM', () => process.exit(0));
const where = { port: 0, host: '127.0.0.1', backlog: 4096 };
server.listen(where, () => process.stdout.write(`port ${(server.address() as AddressInfo).port}\n`));
