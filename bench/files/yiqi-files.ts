import { randomText } from '#kernel/ids.ts';
import type { FileItem, UploadState } from '#protocol/files.ts';
import type { Entrant } from '../harness/bench.ts';
import type { Measured } from '../harness/figures.ts';
import type { Cores } from '../harness/machine.ts';
import { makePeople, type Person, renewAll } from '../yiqi/person.ts';
import { startYiqi, versionOf, type YiqiServer } from '../yiqi/server.ts';
import { done, type Load, sizesOf, timed, uploadTus } from './transfers.ts';

const FILES = '/api/v1/files';
/** Files in one message, at most. */
const TOGETHER = 20;

/** Ours: rights looked at each time, quotas, each offset on the disk before it is told. */
export async function yiqiFiles(load: Load, cores: Cores | undefined): Promise<Entrant<Measured>> {
  const server = await startYiqi(cores);
  const [ann, bob] = (await makePeople(server.port, 2)) as [Person, Person];
  const { summary } = await ann.call('conversation.direct', { user: bob.id });
  return {
    name: 'yiqi',
    version: versionOf(),
    about:
      'uploads are on the disk (fdatasync every 32 MiB, while more comes) when they are answered; downloads are asked for with a key',
    async measure() {
      await renewAll([ann, bob]);
      const access = { authorization: `Bearer ${ann.token}` };
      const items: FileItem[] = [];
      const up = await timed('up', sizesOf(load), load, server.child, async (size) => {
        const path = await uploadTus(server.port, FILES, size, access);
        const { text } = await done({ port: server.port, method: 'GET', path, headers: access });
        const { file } = JSON.parse(text) as UploadState;
        if (file !== undefined) items.push(file);
      });
      const paths = await sendAll(ann, summary.id, items);
      const down = await timed('down', paths, load, server.child, (path) => download(server, path));
      return { ...up, ...down };
    },
    end: () => server.end(),
  };
}

async function download({ port }: YiqiServer, path: string): Promise<void> {
  await done({ port, method: 'GET', path });
}

/** @returns the addresses of the files, with keys */
async function sendAll(person: Person, conversation: string, items: readonly FileItem[]): Promise<string[]> {
  const paths: string[] = [];
  for (let at = 0; at < items.length; at += TOGETHER) {
    const some = items.slice(at, at + TOGETHER);
    const content = { type: 'files' as const, items: some };
    const { seq } = await person.call('message.send', { clientId: randomText(20), conversation, text: '', content });
    const { keys } = await person.call('file.keys', { conversation, seqs: [seq] });
    paths.push(...some.map(({ id }) => `${FILES}/${id}/original?key=${keys[0]?.key}`));
  }
  return paths;
}
