import type { Blobs } from '#kernel/ports/blobs.ts';
import type { Log } from '#kernel/ports/log.ts';
import { DiskBlobs } from './adapters/blob/disk-blobs.ts';
import { readS3Address } from './adapters/blob/s3/s3-address.ts';
import { S3Blobs } from './adapters/blob/s3/s3-blobs.ts';
import { Clamd } from './adapters/scanner/clamd.ts';
import type { Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import type { DataFolder } from './data-folder.ts';
import type { CheckingOptions } from './files/checking.ts';

/** Where files are kept. @throws StartError for an address that is none */
export function fileBlobsOf({ s3_url: address, s3_direct: direct }: Settings, data: DataFolder, log: Log): Blobs {
  if (address === '') return new DiskBlobs(data.file('files'));
  const read = readS3Address(address);
  if (typeof read === 'string') throw new StartError(`s3_url ${read}.`);
  return new S3Blobs(read, { direct, log });
}

/** Who looks into them. @throws StartError for an address that is none */
export function fileCheckingOf({ scanner_url: address, scanner_down: whenDown }: Settings, log: Log): CheckingOptions {
  if (address === '') return {};
  const url = URL.parse(address);
  if (url === null || url.protocol !== 'tcp:' || url.hostname === '' || url.port === '') {
    throw new StartError('scanner_url must be tcp://host:port.');
  }
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return { scanner: new Clamd({ host, port: Number(url.port) }), whenDown, log };
}
