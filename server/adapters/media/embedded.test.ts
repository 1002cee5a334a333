import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RoomServiceClient } from 'livekit-server-sdk';
import { silentLog } from '#kernel/ports/log.ts';
import { startEmbeddedMedia } from './embedded.ts';
import { readMediaMetrics } from './metrics.ts';

const SECRET = 'a secret for tests that is long enough';
const config = {
  udpPort: 0,
  bindMedia: '127.0.0.1',
  announced: ['127.0.0.1'],
  keys: { yiqi: SECRET },
  logLevel: 'error',
};

for (const workers of [1, 2]) {
  test(`the media server in ${workers} process${workers > 1 ? 'es behind a front' : ''} is reached by one port, until it is stopped`, async () => {
    const media = startEmbeddedMedia({ ...config, workers }, silentLog);
    try {
      await media.started;
      const rooms = new RoomServiceClient(`http://127.0.0.1:${media.port()}`, 'yiqi', SECRET, { failover: false });
      for (const name of ['a', 'b']) await rooms.createRoom({ name });
      assert.deepEqual((await rooms.listRooms()).map(({ name }) => name).sort(), ['a', 'b']);
      const figures = await readMediaMetrics(media.port());
      const lines = figures.split('\n').filter((line) => /^yiqi_sfu_rooms[{ ]/.test(line));
      assert.equal(lines.length, workers);
      assert.equal(
        lines.reduce((sum, line) => sum + Number(line.split(' ')[1]), 0),
        2,
      );
    } finally {
      await media.stop();
    }
    await assert.rejects(fetch(`http://127.0.0.1:${media.port() ?? 1}/`));
  });
}
