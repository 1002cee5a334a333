/** @typedef {import('./count-reporter.mjs').Counts} Counts */
/** @typedef {import('./count-reporter.mjs').FailedTest} FailedTest */
/** @typedef {{ name: string, text: string }} Problem what failed in one line, and all that helps to see why */
/** @typedef {Counts & { problems: Problem[] }} Totals */

const errorLines = 40;
const outputLines = 50;
const lineChars = 400;
const problemsInFull = 8;

/**
 * What is to be known about a file that failed: each failed test with its error, and the end of what the file wrote to
 * stderr; when no test failed (a crash, a hang), the end of all that it wrote.
 * @param {string} name
 * @param {FailedTest[]} failures
 * @param {{ output: string, errors: string }} done
 * @returns {Problem}
 */
export function problemOfFile(name, failures, { output, errors }) {
  const tests = failures.map((test) => `  ${test.name}\n${indented(firstLines(test.error, errorLines))}`);
  const [of, text] = failures.length === 0 ? ['output', output] : ['stderr', errors];
  const end = text.trim() === '' ? [] : [`  end of its ${of}:\n${indented(lastLines(text, outputLines))}`];
  return { name, text: [...tests, ...end].join('\n') };
}

/** @param {string} name @param {string} output @returns {Problem} */
export function problemOfProgram(name, output) {
  return { name, text: indented(lastLines(output, outputLines)) };
}

/**
 * All that failed, for the very end of the output: often only that is kept. The names come last.
 * @param {Problem[]} problems
 * @returns {string} nothing when nothing failed
 */
export function summaryOf(problems) {
  if (problems.length === 0) return '';
  const shown = problems.slice(0, problemsInFull).filter(({ text }) => text !== '');
  const parts = shown.map(({ name, text }) => `FAILED  ${name}\n${text}\n`);
  const names = problems.map(({ name }) => `FAILED  ${name}\n`).join('');
  return `\n── what failed\n${[...parts, names].join('\n')}`;
}

/** @param {string} text @param {number} count */
function firstLines(text, count) {
  const lines = linesOf(text);
  return lines.length > count ? [...lines.slice(0, count), '…'] : lines;
}

/** @param {string} text @param {number} count */
function lastLines(text, count) {
  return linesOf(text).slice(-count);
}

/** @param {string} text */
function linesOf(text) {
  const lines = text.trimEnd().split('\n');
  return lines.map((line) => (line.length > lineChars ? `${line.slice(0, lineChars)}…` : line));
}

/** @param {string[]} lines */
function indented(lines) {
  return lines.map((line) => `    ${line}`).join('\n');
}
