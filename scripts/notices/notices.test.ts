// The notices name what is shipped and nothing else, and refuse what may not be shipped.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ProductionPackage, productionPackages } from './production-packages.ts'
import { licenceProblems, renderNotices } from './render-notices.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'entrepot-notices-'))
  plant('packages/server', {
    private: true,
    dependencies: { own: '1', used: '1' },
    devDependencies: { tool: '1' },
  })
  plant('node_modules/own', { private: true, dependencies: { shared: '1' } })
  plant(
    'node_modules/used',
    { license: 'MIT', dependencies: { shared: '2', used: '1' } },
    'MIT text  \r\nof used\n',
  )
  plant('node_modules/shared', { license: 'ISC', version: '1.0.0' }, 'ISC text')
  plant('node_modules/used/node_modules/shared', { license: 'ISC', version: '2.0.0' }, 'ISC text\n')
  plant('node_modules/tool', { license: 'GPL-3.0' }, 'GPL text')
})
afterAll(() => rmSync(root, { recursive: true }))

function plant(folder: string, manifest: object, licence?: string): void {
  const path = join(root, folder)
  mkdirSync(path, { recursive: true })
  const name = folder.split('/').pop()
  writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version: '1.0.0', ...manifest }))
  if (licence !== undefined) writeFileSync(join(path, 'LICENSE.md'), licence)
}

test('finds every version that is shipped, through own workspaces, and no development tool', () => {
  const packages = productionPackages(join(root, 'packages/server'))
  expect(packages).toEqual([
    { name: 'shared', version: '1.0.0', licence: 'ISC', texts: ['ISC text'] },
    { name: 'shared', version: '2.0.0', licence: 'ISC', texts: ['ISC text'] },
    { name: 'used', version: '1.0.0', licence: 'MIT', texts: ['MIT text\nof used'] },
  ])
  const notices = renderNotices(packages)
  expect(notices).toContain('| shared | 2.0.0 | ISC |')
  expect(notices).toContain('## shared 1.0.0, shared 2.0.0\n\n```text\nISC text\n```')
  expect(notices).not.toContain('tool')
})

test('a package that names its licence and author, without a copy of the text, gets the standard one', () => {
  plant('packages/other', { private: true, dependencies: { bare: '1', nameless: '1' } })
  plant('node_modules/bare', { license: 'ISC', author: 'Ada <ada@example.com>' })
  plant('node_modules/nameless', { license: 'ISC' })
  const [bare, nameless] = productionPackages(join(root, 'packages/other'))
  expect(bare?.texts[0]).toStartWith('Copyright (c) Ada <ada@example.com>\n\nPermission to use')
  expect(nameless?.texts).toEqual([])
})

test('refuses a licence that is not allowed, and a package without its text', () => {
  const made = (licence: string, texts = ['text']): ProductionPackage => ({
    name: 'x',
    version: '1',
    licence,
    texts,
  })
  expect(licenceProblems([made('MIT'), made('(GPL-2.0 OR MIT)'), made('MIT AND ISC')])).toEqual([])
  expect(licenceProblems([made('AGPL-3.0')])).toEqual([
    'x 1: the licence "AGPL-3.0" is not on the list of allowed ones',
  ])
  expect(licenceProblems([made('MIT AND GPL-2.0'), made('none stated')])).toHaveLength(2)
  expect(licenceProblems([made('MIT', [])])).toEqual(['x 1: the package holds no licence text'])
})
