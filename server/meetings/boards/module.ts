import type { FastifyInstance } from 'fastify';
import type { Identity } from '#server/identity/api.ts';
import { Boards, type BoardsOptions } from './boards.ts';
import { KeptBoards } from './kept-boards.ts';
import { boardRoutes } from './routes.ts';

/** Whiteboards and notes as the meetings run them. */
export function createBoards({ identity, ...options }: BoardsOptions & { identity: Identity }) {
  const boards = new Boards(options);
  const kept = new KeptBoards(options.database);
  return {
    routes: (app: FastifyInstance) => boardRoutes(app, { boards, kept, identity }),
    /** Everybody who waits for news is answered. */
    release: () => boards.release(),
    close: () => boards.close(),
  };
}
