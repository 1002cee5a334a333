import { startMariaDb } from './mariadb.ts';

// One MariaDB for the tests of many files: it tells its socket when it is there, and ends when it is asked to.
const server = await startMariaDb({ careless: true });
process.once('SIGTERM', () => void server.end());
process.stdout.write(`${server.socketPath}\n`);
