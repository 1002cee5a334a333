import { silentLog } from '#kernel/ports/log.ts';
import { startEmbeddedMedia } from '#server/adapters/media/embedded.ts';
import { LiveKitCluster } from './livekit.ts';

export const MEDIA_KEY = 'test';
export const MEDIA_SECRET = 'a secret that only this test knows';

const PROGRAM = process.env['YIQI_TEST_LIVEKIT'] ?? '';
export const ON_LIVEKIT = PROGRAM !== '';

/** A media engine of a test's own. */
export interface TestMediaEngine {
  /** Of its API on loopback; undefined while it isn't up. */
  port(): number | undefined;
  /** Where clients go in, which is another node's when there are several. */
  clientPort(): number | undefined;
  stop(): Promise<void>;
}

/** The embedded one or, with `YIQI_TEST_LIVEKIT` (the program `livekit-server`), two nodes of LiveKit's with a Redis. */
export async function startMediaEngine(transport = 'auto'): Promise<TestMediaEngine> {
  return ON_LIVEKIT ? liveKit(PROGRAM) : embedded(transport);
}

async function embedded(transport: string): Promise<TestMediaEngine> {
  const config = { udpPort: 0, bindMedia: '127.0.0.1', announced: ['127.0.0.1'], transport, logLevel: 'error' };
  const engine = startEmbeddedMedia({ ...config, keys: { [MEDIA_KEY]: MEDIA_SECRET } }, silentLog);
  await engine.started;
  return { port: () => engine.port(), clientPort: () => engine.port(), stop: () => engine.stop() };
}

async function liveKit(program: string): Promise<TestMediaEngine> {
  const cluster = await LiveKitCluster.start({ program, key: MEDIA_KEY, secret: MEDIA_SECRET });
  let [port, clientPort]: (number | undefined)[] = cluster.ports;
  const stop = async () => {
    [port, clientPort] = [undefined, undefined];
    await cluster.stop();
  };
  return { port: () => port, clientPort: () => clientPort, stop };
}
