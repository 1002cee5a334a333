import { createContext, useContext, useEffect, useState } from 'react';
import type { Client } from '#client/api.ts';
import type { ConversationId, Seq } from '#protocol/common.ts';
import type { Bundle } from '#protocol/content.ts';
import { filePath } from '#protocol/file-path.ts';
import type { FileItem } from '#protocol/files.ts';
import { useClient } from '#web/app/client.tsx';
import { engineOf } from './engine.ts';

/** The message through which a file is reached. */
export interface FilePlace {
  conversation: ConversationId;
  seq: Seq;
}

/** Undefined: the message isn't in the log yet. */
export const FilePlaceContext = createContext<FilePlace | undefined>(undefined);

const ofBundles = new WeakMap<Bundle, FilePlace>();

/** A bundle is read through the message that has it, also what is deeper in it. */
export function noteBundlePlace(bundle: Bundle, place: FilePlace | undefined): void {
  if (place !== undefined) ofBundles.set(bundle, place);
}

export function placeOfBundle(bundle: Bundle): FilePlace | undefined {
  return ofBundles.get(bundle);
}

export function useFilePlace(): FilePlace | undefined {
  return useContext(FilePlaceContext);
}

/** The key of a message's files, once there is one; null: there is none for this person. `again` asks anew. */
export function useFileKey(place: FilePlace | undefined): { key: string | null | undefined; again: () => void } {
  const client = useClient();
  const { links } = engineOf(client);
  const [asked, setAsked] = useState(0);
  const known = place && links.known(place.conversation, place.seq);
  const [key, setKey] = useState<string | null | undefined>(known);
  const [conversation, seq] = [place?.conversation, place?.seq];
  // biome-ignore lint/correctness/useExhaustiveDependencies: `asked` asks again
  useEffect(() => {
    if (conversation === undefined || seq === undefined) return;
    let current = true;
    links.keyOf(conversation, seq).then(
      (found) => current && setKey(found ?? null),
      // Without a connection it is asked for again with the next one.
      () => {},
    );
    const stop = client.on('status', ({ at }) => at === 'online' && current && setAsked((n) => n + 1));
    return () => {
      current = false;
      stop();
    };
  }, [links, client, conversation, seq, asked]);
  return { key: key ?? known, again: () => setAsked((n) => n + 1) };
}

/** Saves a file, under its name. @throws Failure 'network.unreachable', 'conversation.unknown' */
export async function saveFile(
  client: Client,
  place: FilePlace,
  file: Pick<FileItem, 'id' | 'name'>,
): Promise<boolean> {
  const key = await engineOf(client).links.keyOf(place.conversation, place.seq);
  if (key === undefined) return false;
  const link = document.createElement('a');
  link.href = filePath(file.id, 'original', key, true);
  link.download = file.name;
  link.click();
  return true;
}
