import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { TestContext } from 'node:test';
import { permitsPublic } from './address-guard.ts';
import type { PageReach } from './page-fetch.ts';

/** A site on this machine that ends with the test. Returns its port. */
export async function startSite(context: TestContext, answer: RequestListener): Promise<number> {
  const server = createServer(answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  context.after(
    () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  );
  return (server.address() as AddressInfo).port;
}

/** Names with their addresses: each look-up takes the next of a list, the last one for good. Only the site is let in. */
export class Names implements PageReach {
  readonly asked: string[] = [];
  readonly #names: Map<string, string[][]>;
  readonly #port: number;

  constructor(port: number, names: Record<string, string[][]>) {
    this.#port = port;
    this.#names = new Map(Object.entries(names));
  }

  async resolve(host: string): Promise<readonly string[]> {
    this.asked.push(host);
    const answers = this.#names.get(host) ?? [[]];
    return (answers.length > 1 ? answers.shift() : answers[0]) ?? [];
  }

  /** The site stands for the public web; everything else goes by the real rule. */
  permits(address: string, port: number): boolean {
    return (address === '127.0.0.1' && port === this.#port) || permitsPublic(address, port);
  }
}
