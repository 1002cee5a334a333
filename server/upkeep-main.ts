import { DatabaseOpenError } from './adapters/sql/open-error.ts';
import { loadSettings } from './config/load.ts';
import type { Settings } from './config/settings.ts';
import { StartError } from './config/start-error.ts';
import { backup, move, restore } from './upkeep.ts';
import type { Contents } from './upkeep-copy.ts';
import { passwordLink } from './upkeep-password.ts';

const HOW = `usage: npm run backup  -- --to <folder>      of a server that runs or not
       npm run restore -- --from <folder>    into a data folder (and a database_url) without anything in it
       npm run move    -- --to mysql://…     from the file in the data folder to a database, while the server is stopped
       npm run password-link -- --for <login>    for somebody who forgot their password, the owner too
Each takes the settings of npm start, as --data <folder>.`;

/** `--to`, `--from` and `--for` are ours, the rest are settings. */
function read(args: readonly string[]): { place: string | undefined; settings: Settings } {
  const at = args.findIndex((arg) => /^--(to|from|for)$/.test(arg));
  const rest = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
  return {
    place: at < 0 ? undefined : args[at + 1],
    settings: loadSettings({ args: rest, env: process.env, folder: process.cwd() }),
  };
}

async function main([task, ...args]: readonly string[]): Promise<void> {
  const { place, settings } = read(args);
  if (place === undefined) throw new StartError(HOW);
  const say = (text: string) => process.stdout.write(`yiqi: ${text}\n`);
  const rowsOf = (tables: Record<string, Contents>) => Object.values(tables).reduce((sum, { rows }) => sum + rows, 0);
  if (task === 'backup') say(`${rowsOf((await backup(settings, place)).tables)} rows and the files are in ${place}`);
  else if (task === 'restore')
    say(`${rowsOf((await restore(settings, place)).tables)} rows and the files are in place`);
  else if (task === 'move') say(`${rowsOf(await move(settings, place))} rows moved; start with this database_url now`);
  else if (task === 'password-link') {
    const link = await passwordLink(settings, place, Date.now());
    say(`good once, for an hour: ${settings.url || '<address of the server>'}${link}`);
  } else throw new StartError(HOW);
}

main(process.argv.slice(2)).catch((error: unknown) => {
  if (!(error instanceof StartError || error instanceof DatabaseOpenError)) throw error;
  process.stderr.write(`yiqi: ${error.message}\n`);
  process.exit(1);
});
