import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Child } from '../harness/child.ts';
import { freePort, listening } from '../harness/free-port.ts';
import type { Cores } from '../harness/machine.ts';
import { newFolder } from '../harness/new-folder.ts';

export interface JanusServer {
  /** Of its WebSocket interface. */
  readonly port: number;
  readonly child: Child;
  end(): Promise<void>;
}

const UNUSED_PLUGINS =
  'audiobridge duktape echotest lua nosip recordplay sip streaming textroom videocall voicemail'.split(' ');
const UNUSED_TRANSPORTS = 'http mqtt nanomsg pfunix rabbitmq'.split(' ');

function library(name: string): string {
  return `libjanus_${name}.so`;
}

/** ICE-lite, as servers with a public address are run. */
function mainConfiguration(folder: string, eventLoops: number): string {
  const loops = eventLoops > 0 ? `event_loops = ${eventLoops}` : '';
  return `general: { configs_folder = "${folder}" debug_level = 2 ${loops} }
nat: { ice_lite = true full_trickle = false ignore_mdns = true }
plugins: { disable = "${UNUSED_PLUGINS.map(library).join(',')}" }
transports: { disable = "${UNUSED_TRANSPORTS.map(library).join(',')}" }
events: { broadcast = false }
`;
}

/** Debian's Janus on a folder of its own. Without event loops each connection has a thread. */
export async function startJanus(cores: Cores | undefined, eventLoops: number): Promise<JanusServer> {
  const folder = newFolder();
  const port = await freePort();
  const put = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  put('janus.jcfg', mainConfiguration(folder, eventLoops));
  put('janus.transport.websockets.jcfg', `general: { ws = true ws_port = ${port} ws_ip = "127.0.0.1" wss = false }\n`);
  put('janus.plugin.videoroom.jcfg', 'general: { }\n');
  const args = ['-F', folder, '-C', path.join(folder, 'janus.jcfg')];
  const child = new Child({ command: 'janus', args, cores, cwd: folder });
  const end = () => child.end();
  try {
    await listening(port);
    return { port, child, end };
  } catch (error) {
    await end();
    throw error;
  }
}
