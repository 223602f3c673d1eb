// Who may import whom, as docs/architecture.md draws it; scripts/checks/boundaries.test.ts plants a breach of each.
const SERVER = '^packages/server/src'
const FEATURES = `${SERVER}/features`
const DRIVERS = `${SERVER}/drivers/`
const PLATFORM = `${SERVER}/platform`

// Tests, and what only tests use, may join any parts: they prove that the parts fit.
const TESTS = '[.]test[.]tsx?$|-(contract|samples|suite)[.]ts$|/testing/'

// A feature's folder; formats have one more level. The first group is the feature's path.
const ONE_FEATURE = `${FEATURES}/((?:formats/)?[^/]+)/`

// The server's general libraries. A library that speaks to one vendor's product belongs into a driver.
const LIBRARIES = [
  '@peculiar/x509',
  'commander',
  'fastest-levenshtein',
  'hash-wasm',
  'hono',
  'ipaddr[.]js',
  'jose',
  'kysely',
  'lru-cache',
  'pino',
  'prom-client',
  'reflect-metadata',
  'tar-stream',
  'yaml',
  'zod',
]

/** Matches modules of an npm package, wherever it is installed. */
const inPackage = (...names) => `node_modules/(${names.join('|')})/`

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: '1-oci-stands-alone',
      comment: "oci is the specification's vocabulary: it imports nothing, not even node.",
      severity: 'error',
      from: { path: '^packages/oci/', pathNot: TESTS },
      to: { pathNot: '^packages/oci/' },
    },
    {
      name: '2-contract-knows-oci-only',
      comment: 'The contract is shared by server and clients: it imports oci and the schema library.',
      severity: 'error',
      from: { path: '^packages/contract/', pathNot: TESTS },
      to: { pathNot: ['^packages/(contract|oci)/', inPackage('zod')] },
    },
    {
      name: '3-clients-never-see-the-server',
      comment: 'Console and CLI speak to the server by the contract only.',
      severity: 'error',
      from: { path: '^packages/(console|cli)/', pathNot: TESTS },
      to: { path: '^packages/server/' },
    },
    {
      name: '3-the-server-needs-no-client',
      comment: 'Only main.ts, which makes one program of all commands, imports the CLI, and by its index.ts.',
      severity: 'error',
      from: { path: '^packages/', pathNot: ['^packages/cli/', `${SERVER}/main[.]ts$`, TESTS] },
      to: { path: '^packages/cli/' },
    },
    {
      name: '4-platform-knows-no-feature',
      comment: 'The platform carries the features, and so knows none, nor drivers, nor the app.',
      severity: 'error',
      from: { path: PLATFORM, pathNot: TESTS },
      to: { path: [`${FEATURES}/`, DRIVERS, `${SERVER}/(commands/|(app|main)[.])`] },
    },
    {
      name: '5-features-know-no-driver',
      comment: 'A feature is given its drivers and settings by the app: it never imports them.',
      severity: 'error',
      from: { path: `${FEATURES}/`, pathNot: TESTS },
      to: { path: [DRIVERS, `${SERVER}/(commands/|config/|(app|main|config)[.])`] },
    },
    {
      name: '6-features-meet-at-the-front-door',
      comment: 'A feature imports another only by its index.ts.',
      severity: 'error',
      from: { path: ONE_FEATURE, pathNot: TESTS },
      to: { path: `${FEATURES}/`, pathNot: [`${FEATURES}/$1/`, `${FEATURES}/(formats/)?[^/]+/index[.]ts$`] },
    },
    {
      name: '6-features-have-two-doors',
      comment: 'App, main and commands reach a feature by its index.ts or its module.ts.',
      severity: 'error',
      from: { path: `${SERVER}/(commands/|config/|(app|main|config)[.])`, pathNot: TESTS },
      to: { path: `${FEATURES}/`, pathNot: `${FEATURES}/(formats/)?[^/]+/(index|module)[.]ts$` },
    },
    {
      name: '7-drivers-see-ports-only',
      comment:
        'A driver imports port files, errors, failpoints, the start of workers, and drivers of its own kind; a database driver the database too.',
      severity: 'error',
      from: { path: `${DRIVERS}([^/]+)/`, pathNot: TESTS },
      to: {
        path: `${SERVER}/`,
        pathNot: [
          '-port[.]ts$',
          `${PLATFORM}/(errors|failpoints|worker)[/.]`,
          `${PLATFORM}/$1/`,
          `${DRIVERS}$1/`,
        ],
      },
    },
    {
      name: '8-rules-decide-only',
      comment: 'A rules file turns facts into a decision: it imports rules, oci and errors, and does no I/O.',
      severity: 'error',
      from: { path: '-rules[.]ts$', pathNot: TESTS },
      to: { pathNot: ['-rules[.]ts$', '^packages/oci/', `${PLATFORM}/errors[/.]`] },
    },
    {
      name: '9-only-routes-see-http',
      comment:
        'In features and platform, only *-routes.ts, module.ts, platform/http and platform/outbound see HTTP.',
      severity: 'error',
      from: {
        path: [`${FEATURES}/`, `${PLATFORM}/`],
        pathNot: ['-routes[.]ts$', '/module[.]ts$', `${PLATFORM}/(http|outbound)/`, TESTS],
      },
      to: { path: [`${PLATFORM}/http/`, inPackage('hono'), '^(node:)?https?2?$'] },
    },
    {
      name: '10-only-stores-see-the-database',
      comment:
        'Only *-store.ts, platform/{database,events,jobs}, migrations and database drivers build queries.',
      severity: 'error',
      from: {
        path: `${SERVER}/`,
        pathNot: [
          '-store[.]ts$',
          `${PLATFORM}/(database|events|jobs)[/.]`,
          `${SERVER}/migrations/`,
          `${DRIVERS}database/`,
          TESTS,
        ],
      },
      to: { path: [`${PLATFORM}/database/queries[.]ts$`, inPackage('kysely'), '^bun:sqlite$'] },
    },
    {
      name: '11-vendors-stay-in-drivers',
      comment:
        "A library of one vendor's product lives in drivers/; a general one is listed in .dependency-cruiser.cjs.",
      severity: 'error',
      from: { path: `${SERVER}/`, pathNot: [DRIVERS, TESTS] },
      to: { path: 'node_modules/', pathNot: inPackage(...LIBRARIES) },
    },
    {
      name: '12-no-circles',
      comment: 'Modules in a circle can only be read, tested and moved together.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: '13-no-orphans',
      comment: 'A module that imports nothing and that nothing imports is left over.',
      severity: 'error',
      from: { orphan: true, path: '^packages/', pathNot: [TESTS, '[.]d[.]ts$', '/src/(main|index)[.]tsx?$'] },
      to: {},
    },
    {
      name: 'tests-stay-outside',
      comment: 'What runs in production never imports a test, nor what only tests use.',
      severity: 'error',
      from: { path: '^packages/', pathNot: TESTS },
      to: { path: [TESTS, '^test/'] },
    },
    {
      name: 'imports-are-found',
      comment: 'An import that leads nowhere would pass every other rule.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '/fixtures/' },
    // Imports of types bind modules together too.
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    builtInModules: { add: ['bun', 'bun:ffi', 'bun:jsc', 'bun:sqlite', 'bun:test'] },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['bun', 'import', 'default', 'types'],
    },
  },
}
