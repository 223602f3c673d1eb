// The runner: what it counts, what it calls a failure, what it prints, and what it leaves behind.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listProcesses } from '../../test/support/process-table.ts'
import { describeTotals, runSteps } from './runner.ts'
import { type AbsentStep, type Step, singleOutcome } from './step.ts'
import { suiteStep } from './suite-step.ts'

// Each test starts `bun test` a few times.
const TEST_MS = 30_000
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'entrepot-runner-'))
})
afterAll(() => rmSync(root, { recursive: true }))

/** A suite with one file of the given text, after the import of bun:test. */
function suite(name: string, text: string, more: Partial<Parameters<typeof suiteStep>[0]> = {}): Step {
  const file = `${name.replaceAll(' ', '-')}.test.ts`
  writeFileSync(join(root, file), `import { describe, expect, test } from 'bun:test'\n${text}\n`)
  return suiteStep({ name, files: [file], seconds: 20, testSeconds: 10, ...more })
}

async function run(
  steps: (Step | AbsentStep)[],
  options: { ci?: boolean; env?: Record<string, string> } = {},
) {
  const temp = mkdtempSync(join(root, 'run-'))
  const lines: string[] = []
  const env = { ...(process.env as Record<string, string>), ENTREPOT_TEST_REQUIRE: '0', ...options.env }
  const print = (line: string) => lines.push(line)
  const signal = new AbortController().signal
  const totals = await runSteps(steps, { root, temp, env, ci: options.ci ?? false, print, signal })
  return { totals: describeTotals(totals), printed: lines.join('\n'), left: readdirSync(temp) }
}

test(
  'passed, failed and skipped tests of all suites are added up, and only failures are shown',
  async () => {
    const mixed = `describe('group', () => {
      test('adds', () => { console.log('quiet words') })
      test('breaks <here>', () => expect(1).toBe(2))
      test.skip('pulls (skipped: podman: apt-get install podman)', () => {})
    })`
    const { totals, printed } = await run([
      suite('one', mixed),
      suite('two', `test.each([1, 2, 3])('passes %d', () => { console.log('unseen words') })`),
    ])
    expect(totals).toBe('4 passed, 1 failed, 1 skipped')
    expect(printed).toContain('breaks <here>')
    expect(printed).toContain('skipped: one.test.ts: group > pulls (skipped: podman: apt-get install podman)')
    expect(printed).not.toContain('unseen words')
  },
  TEST_MS,
)

test(
  'a crash, a silent exit, a file that cannot load and a file without a test are failures',
  async () => {
    writeFileSync(join(root, 'fine.test.ts'), `import { test } from 'bun:test'\ntest('fine', () => {})\n`)
    const crash = await run([suite('crash', `test('dies', () => process.kill(process.pid, 'SIGKILL'))`)])
    expect(crash.totals).toBe('0 passed, 1 failed')
    expect(crash.printed).toContain('bun test was ended by SIGKILL')
    const exit = await run([suite('exit', `test('leaves', () => process.exit(0))`)])
    expect(exit.totals).toBe('0 passed, 1 failed')
    const load = await run([
      suite('load', `throw new Error('at load')`, { files: ['load.test.ts', 'fine.test.ts'] }),
    ])
    expect(load.totals).toBe('1 passed, 1 failed')
    expect(load.printed).toContain('load.test.ts reported no test')
    const empty = await run([suite('empty', '', { files: ['empty.test.ts', 'fine.test.ts'] })])
    expect(empty.totals).toBe('1 passed, 1 failed')
    const alone = await run([suite('alone', '')])
    expect(alone.totals).toBe('0 passed, 1 failed')
  },
  TEST_MS,
)

test(
  'a skip without a reason and a test left to do are failures',
  async () => {
    const { totals, printed } = await run([
      suite('skips', `test.skip('pushes', () => {})\ntest.todo('later')\ntest('fine', () => {})`),
    ])
    expect(totals).toBe('1 passed, 2 failed, 2 skipped')
    expect(printed).toContain('skips.test.ts: pushes: skipped, but its title does not end with a reason')
    expect(printed).toContain('skips.test.ts: later: a test left to do is not a test')
  },
  TEST_MS,
)

test(
  'a suite that hangs is ended with all that it started',
  async () => {
    const text = `test('hangs', async () => {
      const child = Bun.spawn(['sh', '-c', 'trap "" TERM; sleep 987'], { stdout: 'ignore' })
      await Bun.write('${join(root, 'pid')}', String(child.pid))
      while (true) {}
    })`
    const { totals, printed, left } = await run([suite('hangs', text, { seconds: 2 })])
    expect(totals).toBe('0 passed, 1 failed')
    expect(printed).toContain('took longer than 2 s')
    const pid = Number(await Bun.file(join(root, 'pid')).text())
    expect(listProcesses().some((entry) => entry.pid === pid)).toBe(false)
    expect(left).toEqual([])
  },
  TEST_MS,
)

test(
  'a process left running in a session of its own is found, ended and counted as a failure',
  async () => {
    const text = `import { spawn } from 'node:child_process'
    test('forgets', () => spawn('sleep', ['986'], { detached: true, stdio: 'ignore' }).unref())`
    const { totals, printed } = await run([suite('forgets', text)])
    expect(totals).toBe('1 passed, 1 failed')
    expect(printed).toContain('left a process running: sleep 986')
  },
  TEST_MS,
)

test(
  'temporary files go with the step, and what a suite has to say is printed though it passed',
  async () => {
    const text = `import { mkdtempSync, writeFileSync } from 'node:fs'
    import { tmpdir } from 'node:os'
    test('litters', () => {
      writeFileSync(process.env.ENTREPOT_TEST_SUMMARY, 'client  pull\\npodman  passed')
      mkdtempSync(tmpdir() + '/litter-')
    })`
    const { totals, printed, left } = await run([suite('litters', text)])
    expect(totals).toBe('1 passed, 0 failed')
    expect(printed).toContain('client  pull\npodman  passed')
    expect(left).toEqual([])
  },
  TEST_MS,
)

test(
  'suites that share a key must run equally many tests, and the odd one is named',
  async () => {
    const text = `test('both', () => {})\nif (process.env.KIND === 'a') test('one only', () => {})`
    const onEach = (names: [string, string]) =>
      ['a', 'b'].map((kind, index) => {
        const step = suite('each', text, { env: { KIND: kind }, sameCountAs: 'each' })
        return { ...step, name: names[index] ?? '' }
      })
    const { totals, printed } = await run(onEach(['each a', 'each b']))
    expect(totals).toBe('3 passed, 1 failed')
    expect(printed).toContain('each a ran 2 tests, each b 1')
    expect(printed).toContain('only in each a: each.test.ts: one only')
    const skipping = `test.if(process.env.KIND === 'a')('one (for a)', () => {})`
    const [on, off] = ['a', 'b'].map((kind) =>
      suite('skips all', skipping, { env: { KIND: kind }, sameCountAs: 'all' }),
    )
    expect((await run([on as Step, { ...(off as Step), name: 'off' }])).totals).toBe(
      '1 passed, 1 failed, 1 skipped',
    )
    const same = { ...suite('same', `test('x', () => {})`, { sameCountAs: 'same' }) }
    expect((await run([same, { ...same, name: 'again' }])).totals).toBe('3 passed, 0 failed')
  },
  TEST_MS,
)

test('an absent step is told; CI does not accept it where it is core, nor a run of nothing', async () => {
  const fine: Step = { name: 'fine', seconds: 1, run: async () => singleOutcome([]) }
  const absent = (core: boolean): AbsentStep => ({ name: 'http', absent: 'there are no tests', core })
  const local = await run([fine, absent(true)])
  expect(local.totals).toBe('1 passed, 0 failed')
  expect(local.printed).toContain('absent   http (there are no tests)')
  expect((await run([fine, absent(true)], { ci: true })).totals).toBe('1 passed, 1 failed')
  expect((await run([fine, absent(false)], { ci: true })).totals).toBe('1 passed, 0 failed')
  expect((await run([absent(false)])).totals).toBe('0 passed, 1 failed')
})

test('a step that throws has failed, and the others still run', async () => {
  const broken: Step = {
    name: 'broken',
    seconds: 1,
    run: async () => {
      throw new Error('no such tool')
    },
  }
  const fine: Step = { name: 'fine', seconds: 1, run: async () => singleOutcome([]) }
  const { totals, printed } = await run([broken, fine])
  expect(totals).toBe('1 passed, 1 failed')
  expect(printed).toContain('no such tool')
})

test(
  'Ctrl-C ends the run, its suites and its PostgreSQL, and removes its folder',
  async () => {
    const temp = mkdtempSync(join(root, 'interrupted-'))
    mkdirSync(join(temp, 'test/endless'), { recursive: true })
    const started = join(temp, 'started')
    writeFileSync(
      join(temp, 'test/endless/endless.test.ts'),
      `import { test } from 'bun:test'
     test('endless', async () => { await Bun.write('${started}', String(process.pid)); await new Promise(() => {}) })`,
    )
    mkdirSync(join(temp, 'tmp'))
    // PostgreSQL runs as a user of its own, who has to pass through.
    for (const folder of [root, temp, join(temp, 'tmp')]) chmodSync(folder, 0o711)
    const script = join(import.meta.dir, '../test.ts')
    const command = [process.execPath, script, '--root', temp, '--only', 'endless']
    const env = { ...process.env, TMPDIR: join(temp, 'tmp') }
    const child = Bun.spawn(command, { env, stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' })
    while (!existsSync(started) && child.exitCode === null) await Bun.sleep(20)
    child.kill('SIGINT')
    child.kill('SIGINT')
    expect(await child.exited).toBe(130)
    const pid = Number(await Bun.file(started).text())
    expect(listProcesses().some((entry) => entry.pid === pid)).toBe(false)
    expect(readdirSync(join(temp, 'tmp'))).toEqual([])
  },
  TEST_MS,
)
