// The reference page is current and complete.
import { expect, test } from 'bun:test'
import { join } from 'node:path'
import { namedSettings } from './names.ts'
import { configurationPage } from './reference.ts'

const root = join(import.meta.dir, '..', '..', '..', '..')

test('docs/configuration.md is current', () => {
  const script = join(root, 'scripts', 'generate-configuration-docs.ts')
  const run = Bun.spawnSync([process.execPath, script, '--check'], { stderr: 'pipe' })
  expect(run.stderr.toString()).toBe('')
  expect(run.exitCode).toBe(0)
})

test('each setting stands on the page, with its variable', () => {
  const page = configurationPage()
  for (const { path, variable } of namedSettings) expect(page).toContain(`| \`${path}\`<br>\`${variable}\``)
})
