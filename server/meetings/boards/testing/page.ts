import assert from 'node:assert/strict';
import * as Y from 'yjs';
import type { Session } from '#protocol/accounts.ts';
import type { BoardNews } from '#protocol/boards.ts';
import type { World } from '../../testing/media-world.ts';

/** Somebody who looks at one document of a meeting. */
export class Page {
  readonly doc = new Y.Doc();
  news: Partial<BoardNews> = {};
  /** Whose process it asks. */
  world: World;
  readonly #path: string;
  readonly #as: Session | undefined;
  readonly #ticket: { ticket?: string };
  #sent = Y.encodeStateVector(new Y.Doc());

  constructor(world: World, path: string, as: Session | undefined, ticket?: string) {
    this.world = world;
    this.#path = path;
    this.#as = as;
    this.#ticket = ticket === undefined ? {} : { ticket };
  }

  get map(): Y.Map<unknown> {
    return this.doc.getMap('elements');
  }

  ask(what: string, body: object = {}) {
    return this.world.ask('POST', `${this.#path}/${what}`, this.#as, { ...this.#ticket, ...body });
  }

  /** Takes in what is new; held by the server until there is something. */
  async follow(): Promise<number> {
    const { board, seq, cursors, edit } = this.news;
    const known = board === undefined ? {} : { board, seq, cursors, edit };
    const { status, ...news } = await this.ask('follow', known);
    if (status !== 200) return status;
    this.news = news as unknown as BoardNews;
    if (this.news.update !== undefined) {
      Y.applyUpdate(this.doc, new Uint8Array(Buffer.from(this.news.update, 'base64')));
      this.#sent = Y.encodeStateVector(this.doc);
    }
    return status;
  }

  async until(seen: () => boolean): Promise<void> {
    while (!seen()) assert.equal(await this.follow(), 200);
  }

  async write(change: () => void): Promise<string> {
    change();
    const update = Buffer.from(Y.encodeStateAsUpdate(this.doc, this.#sent)).toString('base64');
    const { status, code } = await this.ask('write', { board: this.news.board, update });
    this.#sent = Y.encodeStateVector(this.doc);
    return status === 200 ? 'done' : code;
  }
}
