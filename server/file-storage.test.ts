import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLog } from '#kernel/ports/log.ts';
import { DEFAULT_SETTINGS } from './config/settings.ts';
import { fileBlobsOf, fileCheckingOf } from './file-storage.ts';

const data = { file: (name: string) => `/nowhere/${name}` } as unknown as Parameters<typeof fileBlobsOf>[1];

test('files are on the disk and unchecked unless said', () => {
  assert.equal(fileBlobsOf(DEFAULT_SETTINGS, data, silentLog).constructor.name, 'DiskBlobs');
  assert.deepEqual(fileCheckingOf(DEFAULT_SETTINGS, silentLog), {});
  const settings = { ...DEFAULT_SETTINGS, s3_url: 'https://k:s@h/b', scanner_url: 'tcp://[::1]:3310' };
  assert.equal(fileBlobsOf(settings, data, silentLog).constructor.name, 'S3Blobs');
  assert.equal(fileCheckingOf(settings, silentLog).whenDown, 'hold');
});

test('addresses of a store or a scanner that are none are refused in one line', () => {
  const said = { name: 'StartError' };
  assert.throws(() => fileBlobsOf({ ...DEFAULT_SETTINGS, s3_url: 's3://bucket' }, data, silentLog), said);
  for (const scanner_url of ['localhost:3310', 'tcp://host', 'http://h:1']) {
    assert.throws(() => fileCheckingOf({ ...DEFAULT_SETTINGS, scanner_url }, silentLog), said, scanner_url);
  }
});
