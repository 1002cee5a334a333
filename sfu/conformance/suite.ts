import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';

const PACKAGE = join('packages', 'livekit-rtc');
const TESTS = ['src/tests/e2e.test.ts', 'src/tests/e2e_data_streams.test.ts'];
/** Of all that the suite wants for developing, what it needs to run. */
const NEEDED = new Set(['@bufbuild/protobuf', 'livekit-server-sdk', 'typescript', 'vitest']);
const run = promisify(execFile);

interface PackageFile {
  version: string;
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
}

/** What became of the suite's tests. */
export interface Verdict {
  passed: number;
  failed: { name: string; reason: string }[];
  /** Neither passed nor failed. */
  skipped: number;
}

/**
 * Copies the package with the tests of a checkout of `livekit/node-sdks` into `folder` and installs what it needs from
 * the registry, its native part among it. The tests and the client themselves stay as they are.
 * @returns the folder to run in
 */
export async function prepareSuite(checkout: string, folder: string): Promise<string> {
  const target = join(folder, PACKAGE);
  const unwanted = new Set(['node_modules', 'dist', '.turbo']);
  const filter = (path: string): boolean => !unwanted.has(basename(path));
  await cp(join(checkout, PACKAGE), target, { recursive: true, filter });
  await cp(join(checkout, 'tsconfig.json'), join(folder, 'tsconfig.json'));
  const file = await readPackage(target);
  const devDependencies = Object.entries(file.devDependencies).filter(([name]) => NEEDED.has(name));
  file.devDependencies = Object.fromEntries(
    await Promise.all(devDependencies.map(async ([name, range]) => [name, await published(checkout, name, range)])),
  );
  await writeFile(join(target, 'package.json'), JSON.stringify(file));
  // Made by the package's own build, which we don't run.
  await writeFile(join(target, 'src', 'version.ts'), `export const SDK_VERSION = ${JSON.stringify(file.version)};\n`);
  await run('npm', ['install', '--no-audit', '--no-fund'], { cwd: target });
  return target;
}

/** Packages of the same checkout are taken from the registry as well, in the version that stands there. */
async function published(checkout: string, name: string, range: string): Promise<string> {
  return range.startsWith('workspace:') ? (await readPackage(join(checkout, 'packages', name))).version : range;
}

async function readPackage(folder: string): Promise<PackageFile> {
  return JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as PackageFile;
}

/**
 * Runs the suite against a server. One test after another: one of them compares 1.8 million numbers one by one, which
 * holds up the tests beside it for seconds, and they have 10 s each.
 */
export async function runSuite(folder: string, server: { url: string; key: string; secret: string }): Promise<Verdict> {
  const report = join(folder, 'report.json');
  const env = {
    ...process.env,
    LIVEKIT_URL: server.url,
    LIVEKIT_API_KEY: server.key,
    LIVEKIT_API_SECRET: server.secret,
  };
  const args = [
    join('node_modules', 'vitest', 'vitest.mjs'),
    'run',
    ...TESTS,
    '--maxConcurrency=1',
    '--no-file-parallelism',
    '--reporter=json',
    `--outputFile=${report}`,
  ];
  // Failed tests end it with a code of their own: the report says which.
  await run(process.execPath, args, { cwd: folder, env, maxBuffer: 64 * 1024 * 1024 }).catch(() => {});
  return readReport(await readFile(report, 'utf8'));
}

interface Report {
  testResults: { assertionResults: { fullName: string; status: string; failureMessages?: string[] }[] }[];
}

/** Reads Vitest's report in JSON. */
export function readReport(text: string): Verdict {
  const { testResults } = JSON.parse(text) as Report;
  const tests = testResults.flatMap((file) => file.assertionResults);
  const failed = tests.filter((one) => one.status === 'failed');
  const passed = tests.filter((one) => one.status === 'passed').length;
  return {
    passed,
    failed: failed.map((one) => ({ name: one.fullName, reason: one.failureMessages?.[0] ?? '' })),
    skipped: tests.length - passed - failed.length,
  };
}
