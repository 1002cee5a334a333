import { execFile } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Nobody's neighbour: frames to it are dropped without a word. */
const NOBODY_MAC = '02:00:00:00:00:01';

type Side = 'a' | 'b';

/**
 * A network namespace of Linux' in which programs have a network of their own, joined to this machine's by two cables.
 * One is plugged in at a time; each has another address. Needs root, and takes what it made away with `remove()`.
 */
export class ApartNetwork {
  /** Of this machine, as seen from there, whichever cable is plugged in. */
  readonly address: string;
  readonly #name: string;
  /** Of the range for benchmarks (RFC 2544), so that nobody's network is covered; another part in each process. */
  readonly #block: number;
  readonly #folder = mkdtempSync(join(tmpdir(), 'yiqi-network-'));
  #side: Side = 'a';

  private constructor(pid = process.pid) {
    this.#name = `yq${pid}`;
    this.#block = (pid % 60) * 4;
    this.address = `198.18.${this.#block}.1`;
  }

  /** @throws Error where namespaces are not allowed */
  static async make(): Promise<ApartNetwork> {
    await ApartNetwork.#removeForgotten();
    const network = new ApartNetwork();
    try {
      await network.#build();
      return network;
    } catch (error) {
      await network.remove();
      throw error;
    }
  }

  /** What processes left that were killed. */
  static async #removeForgotten(): Promise<void> {
    const { stdout } = await run('ip', ['netns', 'list']);
    const pids = [...stdout.matchAll(/^yq(\d+)\b/gm)].map(([, pid]) => Number(pid));
    const dead = pids.filter((pid) => !existsSync(`/proc/${pid}`));
    for (const pid of dead) await new ApartNetwork(pid).remove();
  }

  /** A program that runs another one in there. */
  wrapper(program: string): string {
    const file = join(this.#folder, 'wrapped');
    writeFileSync(file, `#!/bin/sh\nexec ip netns exec ${this.#name} ${program} "$@"\n`);
    chmodSync(file, 0o755);
    return file;
  }

  /** An address of this machine to which, as behind a strict firewall, nothing comes from there. */
  async walledOff(): Promise<string> {
    await this.#here('addr', 'add', `${this.#walled}/32`, 'dev', 'lo');
    const dev = ['dev', this.#side];
    // A route of the kind "blackhole" would tell the sender.
    await this.#there('route', 'add', this.#walled, ...dev);
    await this.#there('neigh', 'add', this.#walled, 'lladdr', NOBODY_MAC, ...dev);
    return this.#walled;
  }

  /** Packets are lost in both directions, and nobody is told. */
  async lose(): Promise<void> {
    await this.#here('neigh', 'replace', this.#far(this.#side), 'lladdr', NOBODY_MAC, 'dev', this.#cable(this.#side));
    await this.#there('neigh', 'replace', this.#near(this.#side), 'lladdr', NOBODY_MAC, 'dev', this.#side);
  }

  async loseNoMore(): Promise<void> {
    await this.#here('neigh', 'del', this.#far(this.#side), 'dev', this.#cable(this.#side));
    await this.#there('neigh', 'del', this.#near(this.#side), 'dev', this.#side);
  }

  /** The cable is pulled out, which programs in there are told. */
  async pull(): Promise<void> {
    await this.#there('link', 'set', 'dev', this.#side, 'down');
  }

  /** It is plugged in, or the other one: then with another address. */
  async plug(side: Side = this.#side): Promise<void> {
    this.#side = side;
    await this.#there('link', 'set', 'dev', side, 'up');
    await this.#there('route', 'replace', 'default', 'via', this.#near(side), 'src', this.#far(side));
  }

  /** From one cable to the other. */
  async change(): Promise<void> {
    await this.pull();
    await this.plug(this.#side === 'a' ? 'b' : 'a');
  }

  async remove(): Promise<void> {
    const gone = () => undefined;
    await run('ip', ['netns', 'del', this.#name]).catch(gone);
    for (const address of [this.address, this.#walled])
      await this.#here('addr', 'del', `${address}/32`, 'dev', 'lo').catch(gone);
    for (const side of ['a', 'b'] as const) await this.#here('link', 'del', 'dev', this.#cable(side)).catch(gone);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #build(): Promise<void> {
    await run('ip', ['netns', 'add', this.#name]);
    await this.#there('link', 'set', 'dev', 'lo', 'up');
    for (const side of ['a', 'b'] as const) {
      const peer = ['peer', 'name', side, 'netns', this.#name];
      await this.#here('link', 'add', this.#cable(side), 'type', 'veth', ...peer);
      await this.#here('addr', 'add', `${this.#near(side)}/30`, 'dev', this.#cable(side));
      await this.#here('link', 'set', 'dev', this.#cable(side), 'up');
      await this.#there('addr', 'add', `${this.#far(side)}/30`, 'dev', side);
    }
    await this.#here('addr', 'add', `${this.address}/32`, 'dev', 'lo');
    await this.plug('a');
  }

  #cable(side: Side): string {
    return `${this.#name}${side}`;
  }

  get #walled(): string {
    return `198.18.${this.#block}.2`;
  }

  #near(side: Side): string {
    return this.#on(side, 1);
  }

  #far(side: Side): string {
    return this.#on(side, 2);
  }

  #on(side: Side, host: number): string {
    return `198.18.${this.#block + (side === 'a' ? 1 : 2)}.${host}`;
  }

  async #here(...args: string[]): Promise<void> {
    await run('ip', args);
  }

  async #there(...args: string[]): Promise<void> {
    await run('ip', ['-n', this.#name, ...args]);
  }
}
