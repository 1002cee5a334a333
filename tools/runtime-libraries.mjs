import { installDebian } from './debian.mjs';
import { run } from './process.mjs';
import { Told } from './root.mjs';
import { runtimePath } from './runtime.mjs';

/** The Debian package of each library that a slim system may lack. @type {Record<string, string>} */
const packageOf = { 'libatomic.so.1': 'libatomic1', 'libstdc++.so.6': 'libstdc++6', 'libgcc_s.so.1': 'libgcc-s1' };

/** Starts the runtime once, and brings the system libraries that it misses. */
export async function ensureRuntimeRuns() {
  const tried = new Set();
  for (;;) {
    const { code, output } = await run(runtimePath(), ['--version'], { capture: true, limitMs: 30_000 });
    if (code === 0) return;
    const library = /loading shared libraries: (\S+):/.exec(output)?.[1];
    const name = library && packageOf[library];
    if (!name || tried.has(name)) throw new Told(`the installed Node does not start: ${output.trim().split('\n')[0]}`);
    tried.add(name);
    await installDebian([name], `the installed Node needs a library of the system, ${library}`);
  }
}
