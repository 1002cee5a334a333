import { ensureInstalled } from './install.mjs';
import { runForeground, stopWithParent } from './process.mjs';
import { runTool } from './root.mjs';
import { runtimeFlags, runtimePath } from './runtime.mjs';

// npm run backup, restore and move: what the server keeps, to another place and back; password-link: a way back in.
await runTool(async () => {
  stopWithParent();
  await ensureInstalled();
  return runForeground(runtimePath(), [...runtimeFlags, 'server/upkeep-main.ts', ...process.argv.slice(2)]);
});
