import type { SfuConfig } from './config.ts';

/** One line that tells an operator why the media server did not start. */
export function explainStartFailure(error: unknown, config: Pick<SfuConfig, 'port' | 'udpPort'>): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const ports = `HTTP port ${config.port}, media port ${config.udpPort}`;
  if (code === 'EADDRINUSE') return `a port is already in use (${ports})`;
  if (code === 'EACCES') return `no permission to listen (${ports})`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return 'the address to listen on does not belong to this machine';
  return error instanceof Error ? error.message : 'unknown error';
}
