import { ensureInstalled } from './install.mjs';
import { runForeground, stopWithParent } from './process.mjs';
import { runTool } from './root.mjs';
import { runtimeFlags, runtimePath } from './runtime.mjs';
import { ensureWebBuilt } from './web-build.mjs';

// npm start: install, build and run, each only as far as needed. Runs under Node 20, before anything is installed.
await runTool(async () => {
  stopWithParent();
  await ensureInstalled();
  await ensureWebBuilt();
  return runForeground(runtimePath(), [...runtimeFlags, 'server/main.ts', ...process.argv.slice(2)]);
});
