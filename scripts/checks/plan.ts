// Decides which steps a run has, from what lies in the project's folders.
import { join } from 'node:path'
import { requireProgram } from '../../test/support/programs.ts'
import { readEntries } from './read-entries.ts'
import type { AbsentStep, Step } from './step.ts'
import { type SuiteOptions, suiteStep } from './suite-step.ts'
import { toolSteps } from './tool-steps.ts'

/** Folders whose tests are quick and need no running server. */
const UNIT_FOLDERS = ['packages', 'scripts', 'bench', 'test/support']
/** Folders of test/ with a step of their own, areas and pages of the console in the long run only; any other is found and run too. */
const KNOWN_SUITES = [
  'clients',
  'conformance',
  'console',
  'console-areas',
  'console-pages',
  'faults',
  'fuzz',
  'http',
  'long',
  'process',
  'soak',
  'support',
]
const DATABASES = ['sqlite', 'postgres']

type SuiteLimits = Pick<SuiteOptions, 'seconds' | 'testSeconds'>
const UNIT_LIMITS: SuiteLimits = { seconds: 240, testSeconds: 20 }
const SERVER_LIMITS: SuiteLimits = { seconds: 420, testSeconds: 30 }
// A client may pull and unpack several images in one test.
const CLIENT_LIMITS: SuiteLimits = { seconds: 420, testSeconds: 120 }
// A test looks at several pages, and checks each with a tool that takes a second.
const CONSOLE_LIMITS: SuiteLimits = { seconds: 540, testSeconds: 60 }
// The short form takes about two minutes, all the kills and power cuts about six.
const FAULT_LIMITS: SuiteLimits = { seconds: 600, testSeconds: 240 }
const ALL_FAULTS_LIMITS: SuiteLimits = { seconds: 1800, testSeconds: 900 }
// The short form takes about a minute, `npm run fuzz` about twenty.
const FUZZ_LIMITS: SuiteLimits = { seconds: 300, testSeconds: 120 }
const ALL_FUZZ_LIMITS: SuiteLimits = { seconds: 5400, testSeconds: 2400 }
const SOAK_LIMITS: SuiteLimits = { seconds: 300, testSeconds: 240 }
// Gigabytes in and out, on a machine that does other things.
const LONG_LIMITS: SuiteLimits = { seconds: 1500, testSeconds: 600 }

/** The steps of `npm test`: the longest suites start early, so that the two lanes end together. */
export function planSteps(root: string): (Step | AbsentStep)[] {
  return [
    ...toolSteps(root),
    suite(root, 'unit', UNIT_FOLDERS, UNIT_LIMITS),
    suite(root, 'clients', ['test/clients'], CLIENT_LIMITS),
    suite(root, 'console', ['test/console'], CONSOLE_LIMITS),
    ...onEachDatabase(root, 'http'),
    ...onEachDatabase(root, 'conformance'),
    suite(root, 'process', ['test/process'], SERVER_LIMITS),
    ...otherSuites(root),
  ]
}

/** The steps of `npm run test:long`. */
export function planLongSteps(root: string): (Step | AbsentStep)[] {
  return [
    suite(root, 'console pages', ['test/console-pages'], LONG_LIMITS),
    suite(root, 'long', ['test/long'], LONG_LIMITS),
    suite(root, 'clients tls', ['test/clients'], { ...CLIENT_LIMITS, env: { ENTREPOT_TEST_TLS: '1' } }),
    suite(root, 'console areas', ['test/console-areas'], LONG_LIMITS),
    suite(root, 'faults', ['test/faults'], FAULT_LIMITS),
    suite(root, 'fuzz', ['test/fuzz'], FUZZ_LIMITS),
    suite(root, 'soak', ['test/soak'], SOAK_LIMITS),
  ]
}

/** The steps of `npm run faults`: the faults of `npm run test:long`, as often as is asked of a release. */
export function planFaultSteps(root: string): (Step | AbsentStep)[] {
  return [
    suite(root, 'faults', ['test/faults'], { ...ALL_FAULTS_LIMITS, env: { ENTREPOT_TEST_FAULTS: 'full' } }),
  ]
}

/** The steps of `npm run fuzz`: the fuzzers of `npm run test:long`, with twenty times the tries. */
export function planFuzzSteps(root: string): (Step | AbsentStep)[] {
  const env = { ENTREPOT_FUZZ_FACTOR: process.env.ENTREPOT_FUZZ_FACTOR ?? '20' }
  return [suite(root, 'fuzz', ['test/fuzz'], { ...ALL_FUZZ_LIMITS, env })]
}

function suite(
  root: string,
  name: string,
  folders: string[],
  options: SuiteLimits & Pick<SuiteOptions, 'env' | 'sameCountAs' | 'skip'>,
): Step | AbsentStep {
  const files = folders.flatMap((folder) => testFiles(root, folder))
  const core = !['faults', 'fuzz', 'long', 'process', 'soak'].includes(name)
  if (files.length === 0) return { name, absent: `there are no tests in ${folders.join(', ')}`, core }
  return suiteStep({ name, files, ...options })
}

function onEachDatabase(root: string, name: string): (Step | AbsentStep)[] {
  const postgres = requireProgram('initdb')
  return DATABASES.map((database) => {
    const lacking = database === 'postgres' && 'missing' in postgres ? { skip: postgres.missing } : {}
    const env = { ENTREPOT_TEST_DATABASE: database }
    const options = { ...SERVER_LIMITS, env, sameCountAs: name, ...lacking }
    return suite(root, `${name} ${database}`, [`test/${name}`], options)
  })
}

/** Whatever else lies under test/: a step for each folder, and one for the files beside them. */
function otherSuites(root: string): (Step | AbsentStep)[] {
  const entries = readEntries(join(root, 'test'))
  const loose = entries.filter((entry) => isTestFile(entry.name)).map(({ name }) => `test/${name}`)
  const folders = entries.filter((entry) => entry.isDirectory() && !KNOWN_SUITES.includes(entry.name))
  const steps = folders
    .map(({ name }) => ({ name, files: testFiles(root, `test/${name}`) }))
    .concat({ name: 'test', files: loose })
  return steps.filter(({ files }) => files.length > 0).map((step) => suiteStep({ ...step, ...SERVER_LIMITS }))
}

function testFiles(root: string, folder: string): string[] {
  return readEntries(join(root, folder)).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : testFiles(root, path)
    return isTestFile(entry.name) ? [path] : []
  })
}

function isTestFile(name: string): boolean {
  return /\.test\.tsx?$/.test(name)
}
