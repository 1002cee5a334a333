/** @typedef {import('dependency-cruiser').IForbiddenRuleType} Rule */

const isTest = String.raw`\.(test|fuzz|e2e)\.tsx?$|(^|[/-])(contract|world|mirror)\.ts$|(^|/)testing/|^faults/`;
const clientFiles = String.raw`^client/store/file-store\.ts$`;
const outside = 'node_modules|^node:';

/**
 * What files of `from` may import from this tree, and nothing else. Packages and Node are other rules' business.
 * @param {string} name @param {string} comment @param {string} from @param {string[]} may
 * @returns {Rule}
 */
function only(name, comment, from, may) {
  return {
    name,
    comment,
    severity: 'error',
    from: { path: from, pathNot: isTest },
    to: { pathNot: [...may, outside], dependencyTypesNot: ['core', 'npm', 'npm-dev', 'npm-no-pkg', 'unknown'] },
  };
}

/** The same for test files, which reach further. @type {typeof only} */
function onlyTests(name, comment, from, may) {
  const rule = only(name, comment, from, may);
  return { ...rule, from: { path: `${from}.*(${isTest})` } };
}

const pure = '^(protocol|kernel)/';
const shared = '^(client|protocol|kernel)/';
const sqlPort = String.raw`^server/adapters/sql/(database|upsert|migrations|prepared|sql-errors)\.ts$`;

/** ARCHITECTURE.md, "What may import what". @type {Rule[]} */
export const rules = [
  only('protocol', 'The wire depends on nothing.', '^protocol/', ['^protocol/']),
  only('kernel', 'The kernel knows only the wire.', '^kernel/', [pure]),
  only('client', 'The headless client knows the wire and the kernel.', '^client/', [shared]),
  only(
    'server-module',
    'A module sees of another only its api.ts, and of the adapters only the SQL port.',
    '^server/(?!adapters/|config/)([^/]+)/',
    [pure, '^server/$1/', String.raw`^server/[^/]+/api\.ts$`, sqlPort],
  ),
  only(
    'server-adapter',
    'An adapter knows the kernel, its own folder, the port it implements, and may stand on the SQL port.',
    '^server/adapters/([^/]+)/',
    [pure, '^server/adapters/$1/', String.raw`^server/[^/]+/(api|ports)\.ts$`, sqlPort],
  ),
  only('server-config', 'Configuration knows no module.', '^server/config/', [pure, '^server/config/']),
  only('sfu-core', 'The core of the media server does no input or output.', '^sfu/core/', ['^kernel/', '^sfu/core/']),
  only('sfu-edge', 'Signalling, transport and API meet only in the core.', '^sfu/(signal|transport|api)/', [
    '^kernel/',
    '^sfu/core/',
    '^sfu/$1/',
  ]),
  only('sfu-root', 'The media server runs without the chat server.', String.raw`^sfu/[^/]+\.ts$`, [
    '^kernel/',
    '^sfu/',
  ]),
  only('web', 'The web client talks to the server over the network.', '^web/', [shared, '^web/']),
  only('bench-and-e2e', 'They drive the program from outside.', '^(bench|e2e)/', [shared, '^(bench|e2e|tools)/']),
  onlyTests('faults', 'They hurt the program from outside, by what its own tests have for that.', '^faults/', [
    shared,
    '^faults/',
    String.raw`^bench/(harness|load)/`,
    String.raw`^server/(gateway/)?testing/`,
  ]),
  only('demo', 'It puts the server together on its own, and talks to it like anybody.', '^demo/', [
    shared,
    '^demo/',
    '^server/',
  ]),
  only('tools', 'Tools run before anything is installed and know nothing of the program.', '^tools/', ['^tools/']),
  onlyTests('pure-tests', 'Tests of shared folders stay in them.', '^(protocol|kernel|client)/', [shared]),
  onlyTests('server-tests', 'Tests of the server may put modules and adapters together.', '^server/', [
    shared,
    '^server/',
  ]),
  onlyTests('sfu-tests', 'Tests of the media server may put its parts together.', '^sfu/', ['^kernel/', '^sfu/']),
  {
    name: 'configuration-has-one-reader',
    comment: 'Only the composition root reads settings; modules get what they need as arguments.',
    severity: 'error',
    from: { path: '^server/[^/]+/', pathNot: ['^server/config/', isTest] },
    to: { path: '^server/config/' },
  },
  {
    name: 'pure-folders-know-no-platform',
    comment: 'These run anywhere: time, bytes and randomness are inputs. Files are kept by one store of the client.',
    severity: 'error',
    from: { path: '^(protocol|client|sfu/core)/', pathNot: [isTest, clientFiles] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'browser-knows-no-node',
    comment: 'Nothing of Node is in the browser.',
    severity: 'error',
    from: { path: '^web/', pathNot: [isTest, String.raw`^web/vite[^/]*\.ts$`] },
    to: { dependencyTypes: ['core'] },
  },
  {
    name: 'no-tests-in-the-program',
    comment: 'What the program runs does not import tests.',
    severity: 'error',
    from: { pathNot: isTest },
    to: { path: isTest },
  },
  {
    name: 'no-development-packages-in-the-program',
    comment: 'The server runs on production dependencies alone.',
    severity: 'error',
    from: { path: '^(protocol|kernel|server|sfu)/', pathNot: isTest },
    to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
  },
  {
    name: 'known-packages',
    comment: 'Every package is named in package.json.',
    severity: 'error',
    from: {},
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown'] },
  },
  {
    name: 'resolvable',
    comment: 'Every import leads somewhere.',
    severity: 'error',
    from: {},
    // What the build makes up has no file; an asset of a package is found by the build, or there is none.
    to: { couldNotResolve: true, pathNot: String.raw`^virtual:|\.wasm\?url$|^@excalidraw/excalidraw/index\.css$` },
  },
  {
    name: 'no-cycles',
    comment: 'No file needs itself to run. Two types may name each other.',
    severity: 'error',
    from: {},
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
  },
];
