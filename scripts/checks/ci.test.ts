// .ci/run adds up both runs, and takes neither a crash nor silence for success.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const TEST_MS = 30_000
let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'entrepot-ci-'))
  for (const folder of ['.ci', 'scripts', 'bin']) mkdirSync(join(root, folder))
  cpSync(join(import.meta.dir, '../../.ci/run'), join(root, '.ci/run'))
})
afterAll(() => rmSync(root, { recursive: true }))

/** Runs .ci/run where `npm test`, `npm run test:long` and the installer are these shell commands. */
async function runCi(quick: string, long: string, install = 'true') {
  const write = (path: string, text: string) =>
    writeFileSync(join(root, path), `#!/bin/sh\n${text}\n`, { mode: 0o755 })
  write('scripts/install-test-tools', install)
  write('bin/npm', `case "$1" in test) ${quick} ;; run) ${long} ;; esac`)
  const env = {
    ...process.env,
    PATH: `${join(root, 'bin')}:${process.env.PATH}`,
    CI: '',
    ENTREPOT_TEST_REQUIRE: '',
  }
  const child = Bun.spawn(['bash', join(root, '.ci/run')], {
    cwd: tmpdir(),
    env,
    stdin: 'ignore',
    stderr: 'inherit',
  })
  const output = await new Response(child.stdout).text()
  return { exitCode: await child.exited, output, last: output.trimEnd().split('\n').pop() }
}

test(
  'adds up both runs and asks for everything to be there',
  async () => {
    const quick = 'echo "CI=$CI REQUIRE=$ENTREPOT_TEST_REQUIRE in $PWD"; echo "5 passed, 0 failed, 2 skipped"'
    const { exitCode, output, last } = await runCi(quick, 'echo "3 passed, 0 failed"')
    expect(last).toBe('8 passed, 0 failed, 2 skipped')
    expect(exitCode).toBe(0)
    expect(output).toContain(`CI=true REQUIRE=1 in ${root}`)
  },
  TEST_MS,
)

test(
  'a failed test in either run fails, and the other run still counts',
  async () => {
    const { exitCode, last } = await runCi('echo "5 passed, 2 failed"; exit 1', 'echo "3 passed, 0 failed"')
    expect(last).toBe('8 passed, 2 failed')
    expect(exitCode).toBe(1)
  },
  TEST_MS,
)

test(
  'a run that ends without its last line, or badly after it, counts as one failure',
  async () => {
    const crash = await runCi(
      'echo "5 passed, 0 failed"; echo "out of memory"',
      'echo "3 passed, 0 failed"; exit 3',
    )
    expect(crash.last).toBe('3 passed, 2 failed')
    expect(crash.exitCode).toBe(1)
  },
  TEST_MS,
)

test(
  'neither a failed installation nor a run of nothing passes',
  async () => {
    const install = await runCi('echo "5 passed, 0 failed"', 'echo "3 passed, 0 failed"', 'exit 1')
    expect(install.last).toBe('8 passed, 1 failed')
    expect(install.exitCode).toBe(1)
    const nothing = await runCi('echo "0 passed, 0 failed"', 'echo "0 passed, 0 failed"')
    expect(nothing.exitCode).toBe(1)
  },
  TEST_MS,
)
