// The documentation's links lead somewhere.
import { expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brokenLinks } from './markdown-links.ts'

function withPages(pages: Record<string, string>, check: (root: string) => void): void {
  const root = mkdtempSync(join(tmpdir(), 'entrepot-links-'))
  try {
    for (const [path, text] of Object.entries(pages)) {
      mkdirSync(join(root, path, '..'), { recursive: true })
      writeFileSync(join(root, path), text)
    }
    check(root)
  } finally {
    rmSync(root, { recursive: true })
  }
}

test("each link in the project's Markdown leads to a file and a heading that are there", () => {
  expect(brokenLinks(join(import.meta.dir, '../..'))).toEqual([])
})

test('a missing file, a missing heading and a way out of the project are found, with their lines', () => {
  const pages = {
    'README.md':
      '# One\n[a](docs/gone.md) [b](docs/page.md#no-such)\n\n[c]: ../outside.md\n![d](docs/gone.svg "t")\n',
    'docs/page.md': '# Two\n[up](../README.md#two)\n[here](#three)\n',
  }
  withPages(pages, (root) => {
    expect(brokenLinks(root)).toEqual([
      'README.md:2: docs/gone.md: is not there',
      'README.md:2: docs/page.md#no-such: has no such heading',
      'README.md:4: ../outside.md: lies outside of the project',
      'README.md:5: docs/gone.svg: is not there',
      'docs/page.md:2: ../README.md#two: has no such heading',
      'docs/page.md:3: #three: has no such heading',
    ])
  })
})

test('headings become anchors as renderers make them: punctuation, code, links, repeats, other scripts', () => {
  const pages = {
    'README.md': [
      '# `413 Request Entity Too Large`',
      '## Who may do what?',
      '## Again',
      '## Again',
      '## 第一次推送',
      '## See [the page](docs/a%20page.md), please',
      '<a id="by-hand"></a>',
      '[1](#413-request-entity-too-large) [2](#who-may-do-what) [3](#again-1) [4](#第一次推送)',
      '[5](#see-the-page-please) [6](#by-hand) [7](docs) [8](docs/code.ts#L3)',
    ].join('\n'),
    'docs/a page.md': '',
    'docs/code.ts': '',
  }
  withPages(pages, (root) => expect(brokenLinks(root)).toEqual([]))
})

test('what is code, lies in the web or belongs to others is no link of ours', () => {
  const pages = {
    'README.md':
      '`[a](gone.md)` [b](https://example.com/x#y) [c](mailto:a@example.com)\n```\n# no heading\n[d](gone.md)\n```\n',
    'node_modules/x/README.md': '[e](gone.md)\n',
    'data/README.md': '[f](gone.md)\n',
  }
  withPages(pages, (root) => expect(brokenLinks(root)).toEqual([]))
})
