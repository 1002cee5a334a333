import { ensureInstalled } from './install.mjs';
import { runForeground, stopWithParent } from './process.mjs';
import { runTool } from './root.mjs';
import { runtimeFlags, runtimePath } from './runtime.mjs';
import { ensureWebBuilt } from './web-build.mjs';

// npm run demo: a workspace with people in it, on a folder that goes with it. Takes the settings of npm start.
await runTool(async () => {
  stopWithParent();
  await ensureInstalled();
  await ensureWebBuilt();
  return runForeground(runtimePath(), [...runtimeFlags, 'demo/main.ts', ...process.argv.slice(2)]);
});
