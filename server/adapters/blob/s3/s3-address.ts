import type { Credentials } from './sigv4.ts';

/** A bucket, perhaps a folder in it, and who may write there. */
export interface S3Address extends Credentials {
  origin: string;
  /** With a slash at its end. */
  path: string;
}

/**
 * Reads `https://key:secret@host/bucket/folder?region=eu-central-1`. Names of the key and the secret are percent-encoded
 * where they have to be.
 *
 * @returns what is wrong with it, in words, for something else
 */
export function readS3Address(text: string): S3Address | string {
  const url = URL.parse(text);
  if (url === null || (url.protocol !== 'https:' && url.protocol !== 'http:')) return 'must be an http(s) address';
  if (url.username === '' || url.password === '') return 'must name key and secret: https://key:secret@host/bucket';
  const folders = url.pathname.split('/').filter((part) => part !== '');
  if (folders.length === 0) return 'must name a bucket: https://key:secret@host/bucket';
  if (folders.some((part) => !/^[\w.-]+$/.test(part)))
    return 'must name a bucket and folders of letters, digits, - . _';
  return {
    origin: url.origin,
    path: `/${folders.join('/')}/`,
    accessKey: decodeURIComponent(url.username),
    secretKey: decodeURIComponent(url.password),
    region: url.searchParams.get('region') ?? 'us-east-1',
  };
}
