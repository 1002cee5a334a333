import { request } from 'node:http';

export interface Post {
  readonly port: number;
  readonly path: string;
  readonly body: unknown;
  /** An address of the loopback network to come from. */
  readonly from?: string;
}

/** Posts JSON and gives back the JSON of the answer. Rejects for every status but 2xx. */
export function postJson({ port, path, body, from }: Post): Promise<unknown> {
  const text = JSON.stringify(body);
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) };
  const options = { port, path, method: 'POST', host: '127.0.0.1', headers, agent: false as const };
  return new Promise((resolve, reject) => {
    const sent = request({ ...options, ...(from === undefined ? {} : { localAddress: from }) }, (response) => {
      let answer = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        answer += chunk;
      });
      response.once('end', () => {
        if ((response.statusCode ?? 500) < 300) resolve(JSON.parse(answer));
        else reject(new Error(`POST ${path}: ${response.statusCode} ${answer}`));
      });
    });
    sent.once('error', reject);
    sent.end(text);
  });
}

export async function getText(port: number, path: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}${path}`);
  if (!response.ok) throw new Error(`GET ${path}: ${response.status}`);
  return response.text();
}
