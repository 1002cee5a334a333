import { DiskBlobs } from '../../adapters/blob/disk-blobs.ts';
import { startLiveServer } from '../../gateway/testing/live-server.ts';

/**
 * A server process of the tests, made to be killed: it keeps everything in the folder and at the port that it is told, and
 * prints where it is reached. What files do later (being held against others, going) it does all the time.
 */
const [folder = '', port = '0'] = process.argv.slice(2);
const fileBlobs = new DiskBlobs(`${folder}/files`);
const server = await startLiveServer({ folder, fileBlobs, port: Number(port) });
process.stdout.write(`${server.origin}\n`);
for (;;) {
  await server.database.write(async (db) => {
    await db
      .updateTable('jobs')
      .set({ ready_at: 1 })
      .where('kind', '=', 'files.share')
      .where('lease', 'is', null)
      .execute();
    await db.updateTable('file_removals').set({ due: null }).execute();
  });
  await server.jobs.settle();
  await server.files.sweep();
  await new Promise((resolve) => setTimeout(resolve, 50));
}
