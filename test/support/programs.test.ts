// What a developer sees where a program is present, absent, or absent although required.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { requireProgram } from './programs.ts'

let folder: string
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'entrepot-programs-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('finds a program in the folder of test tools, but no file that cannot run', () => {
  writeFileSync(join(folder, 'entrepot-tool'), '#!/bin/sh\n', { mode: 0o755 })
  writeFileSync(join(folder, 'entrepot-text'), 'words', { mode: 0o644 })
  const before = process.env.ENTREPOT_TOOLS
  process.env.ENTREPOT_TOOLS = folder
  try {
    expect(requireProgram('entrepot-tool')).toEqual({ path: join(folder, 'entrepot-tool') })
    expect(requireProgram('entrepot-text')).toHaveProperty('missing')
  } finally {
    if (before === undefined) delete process.env.ENTREPOT_TOOLS
    else process.env.ENTREPOT_TOOLS = before
  }
})

test('names an absent program and how to install it', () => {
  expect(requireProgram('entrepot-absent')).toEqual({
    missing: 'entrepot-absent: scripts/install-test-tools',
  })
})

test('an absent program skips the test with its reason, and fails it where programs are required', async () => {
  const suite = join(folder, 'needs.test.ts')
  writeFileSync(
    suite,
    `import { testWith } from '${join(import.meta.dir, 'programs.ts')}'
     testWith(['entrepot-absent'], 'pushes', () => {})
     testWith(['sh'], 'runs', ({ sh }) => { if (!sh?.endsWith('/sh')) throw new Error('no path') })`,
  )
  const lenient = await runSuite(suite, '0')
  expect(lenient.exitCode).toBe(0)
  expect(lenient.output).toContain('(skip) pushes (skipped: entrepot-absent: scripts/install-test-tools)')
  expect(lenient.output).toContain('(pass) runs')
  const strict = await runSuite(suite, '1')
  expect(strict.exitCode).toBe(1)
  expect(strict.output).toContain('a program is missing: entrepot-absent')
})

async function runSuite(path: string, required: string) {
  const child = Bun.spawn([process.execPath, 'test', path], {
    cwd: folder,
    env: { ...process.env, ENTREPOT_TEST_REQUIRE: required },
    stdout: 'pipe',
    stderr: 'pipe',
  })
  const [out, err, exitCode] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ])
  return { output: out + err, exitCode }
}
