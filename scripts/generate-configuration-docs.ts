// Writes docs/configuration.md from the table of settings; with --check, fails when the page is not current.
import { join } from 'node:path'
import { configurationPage } from '../packages/server/src/config/reference.ts'

const page = join(import.meta.dir, '..', 'docs', 'configuration.md')
const wanted = configurationPage()

if (!process.argv.includes('--check')) {
  await Bun.write(page, wanted)
} else if (!(await Bun.file(page).exists()) || (await Bun.file(page).text()) !== wanted) {
  console.error(
    'docs/configuration.md is not current: run `sh scripts/bun scripts/generate-configuration-docs.ts`',
  )
  process.exitCode = 1
}
