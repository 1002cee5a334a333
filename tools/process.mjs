import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { root, Told } from './root.mjs';

/** Groups that this process started and that must not outlive it. @type {Set<number>} */
const groups = new Set();

/** @param {number} pid leader of a process group @param {NodeJS.Signals} signal */
function killGroup(pid, signal) {
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch {
    // The group is gone already.
  }
}

const stopSignals = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/** While groups run, a signal to stop ends them before it ends this process. @param {NodeJS.Signals} signal */
function stop(signal) {
  for (const pid of groups) killGroup(pid, 'SIGKILL');
  process.exit(128 + constants.signals[signal]);
}

/** @param {number | undefined} pid */
function addGroup(pid) {
  if (pid === undefined) return;
  if (groups.size === 0) for (const signal of stopSignals) process.on(signal, stop);
  groups.add(pid);
}

/** Ends whatever the group's leader left running. @param {number | undefined} pid */
function endGroup(pid) {
  if (pid === undefined || !groups.delete(pid)) return;
  killGroup(pid, 'SIGKILL');
  if (groups.size === 0) for (const signal of stopSignals) process.off(signal, stop);
}

/**
 * @typedef {object} Ran
 * @property {number} code exit code; 128 + number for a signal
 * @property {boolean} timedOut the time limit passed and the group was killed
 * @property {string} output stdout and stderr together, when captured
 * @property {string} errors stderr alone, when captured
 */

/**
 * Runs a command in its own process group, without stdin, and kills the whole group at the time limit.
 * @param {string} command
 * @param {string[]} args
 * @param {{ limitMs?: number, capture?: boolean, env?: NodeJS.ProcessEnv, cwd?: string, shell?: boolean }} [options]
 * @returns {Promise<Ran>}
 */
export function run(command, args, options = {}) {
  const { limitMs, capture = false, env = process.env, cwd = root, shell = false } = options;
  return new Promise((resolve, reject) => {
    const stream = capture ? 'pipe' : 'inherit';
    const detached = process.platform !== 'win32';
    const child = spawn(command, args, { cwd, env, shell, detached, stdio: ['ignore', stream, stream] });
    addGroup(child.pid);
    let output = '';
    let errors = '';
    let timedOut = false;
    const take = (/** @type {string} */ text) => {
      output += text;
    };
    child.stdout?.setEncoding('utf8').on('data', take);
    child.stderr?.setEncoding('utf8').on('data', (/** @type {string} */ text) => {
      errors += text;
      take(text);
    });
    const onLimit = () => {
      timedOut = true;
      endGroup(child.pid);
    };
    const timer = limitMs === undefined ? undefined : setTimeout(onLimit, limitMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new Told(`cannot run ${command}: ${error.message}`));
    });
    child.once('exit', () => endGroup(child.pid));
    child.once('close', (code, signal) => {
      clearTimeout(timer);
      resolve({ code: exitCodeOf(code, signal), timedOut, output, errors });
    });
  });
}

/**
 * Starts a command that goes on beside this process, in its own process group; resolves to the first line that it tells.
 * @param {string} command
 * @param {string[]} args
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<{ line: string, end: () => Promise<void> }>} `end` asks it to, and waits until it has
 */
export function startBeside(command, args, env) {
  return new Promise((resolve, reject) => {
    const detached = process.platform !== 'win32';
    const child = spawn(command, args, { cwd: root, env, detached, stdio: ['ignore', 'pipe', 'inherit'] });
    addGroup(child.pid);
    /** @type {Promise<void>} */
    const ended = new Promise((done) => child.once('exit', () => done()));
    const refuse = () => reject(new Told(`${[command, ...args].join(' ')} did not start`));
    child.once('error', refuse);
    void ended.then(() => endGroup(child.pid)).then(refuse);
    let text = '';
    child.stdout.setEncoding('utf8').on('data', (/** @type {string} */ more) => {
      text += more;
      if (!text.includes('\n')) return;
      const end = () => {
        child.kill('SIGTERM');
        return ended;
      };
      resolve({ line: text.slice(0, text.indexOf('\n')), end });
    });
  });
}

/**
 * Runs a command in the foreground: shares the terminal, passes the first stop signal on, resolves to its exit code.
 * A terminal sends Ctrl-C to the whole group by itself, so it is not sent a second time then.
 * @param {string} command
 * @param {string[]} args
 * @returns {Promise<number>}
 */
export function runForeground(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: 'inherit' });
    let told = process.stdin.isTTY === true;
    process.on('SIGINT', () => {
      if (!told) child.kill('SIGINT');
      told = true;
    });
    let stopped = false;
    for (const signal of /** @type {const} */ (['SIGTERM', 'SIGHUP'])) {
      process.on(signal, () => {
        if (!stopped) child.kill(signal);
        stopped = true;
      });
    }
    child.once('error', (error) => reject(new Told(`cannot run ${command}: ${error.message}`)));
    child.once('exit', (code, signal) => resolve(exitCodeOf(code, signal)));
  });
}

const parentLookMs = 250;

/**
 * Under npm, whose shell dies of a signal without passing it on: this process takes the end of its parent as SIGTERM,
 * so that nothing is left behind holding a port.
 */
export function stopWithParent() {
  if (process.env['npm_lifecycle_event'] === undefined) return;
  const parent = process.ppid;
  const look = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(look);
    process.kill(process.pid, 'SIGTERM');
  }, parentLookMs);
  look.unref();
}

/** @param {number | null} code @param {NodeJS.Signals | null} signal */
function exitCodeOf(code, signal) {
  if (code !== null) return code;
  return signal === null ? 1 : 128 + constants.signals[signal];
}
