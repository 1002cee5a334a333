import type { ClientId } from '#protocol/common.ts';
import type { FileId } from '#protocol/files.ts';
import type { Delivery } from './deliveries.ts';
import type { UploadSource } from './source.ts';

/** A message with files that outlives the page. */
export interface KeptDelivery
  extends Pick<Delivery, 'clientId' | 'conversation' | 'text' | 'more' | 'at' | 'voice' | 'later'> {
  files: readonly {
    source: UploadSource;
    /** The upload that was begun for it. */
    upload?: FileId;
  }[];
}

/**
 * Where messages wait whose files are on their way, with all bytes, so that they go on in another life of the page. None
 * of it rejects: what can't be kept only lives as long as the page.
 */
export interface UploadKeeper {
  /** Whether all of it will be there after a reload. */
  keep(delivery: KeptDelivery): Promise<boolean>;
  /** The upload of the file `index` has begun. */
  begun(clientId: ClientId, index: number, upload: FileId): Promise<void>;
  drop(clientId: ClientId): Promise<void>;
  /** Those that nobody who lives looks after; they are this page's from now on. */
  adopt(): Promise<KeptDelivery[]>;
}

/** Keeps nothing. */
export const noKeeper: UploadKeeper = {
  keep: async () => false,
  begun: async () => {},
  drop: async () => {},
  adopt: async () => [],
};
