// The notices for Bun, which a program made by `npm run build` contains.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Notice {
  readonly title: string
  /** Markdown. */
  readonly words: string
  /** Shown as it is, below the words. */
  readonly text?: string
}

/**
 * Bun's packages hold no licence file; its own page about licences is in the package of its types, which names
 * all that it links. Throws where development packages are not installed.
 */
export function runtimeNotices(root: string): Notice[] {
  const page = readFileSync(join(root, 'node_modules/bun-types/docs/project/license.mdx'), 'utf8')
  const { dependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const own = (name: string) => readFileSync(join(import.meta.dir, name), 'utf8').trimEnd()
  return [
    {
      title: `The runtime, bun ${dependencies.bun}`,
      words: [
        'Programs and images made by `npm run build` and `npm run image` contain Bun as it comes from npm, unchanged.',
        'It is under the MIT licence and links libraries under terms of their own, JavaScriptCore and tinycc under the LGPL among them.',
        'To use a changed version of those, link a Bun with it as the page below says, and make the program with it from this source: `npm run build -- --arch x64 --runtime /path/to/bun`.',
        'What Bun says of its licences:',
      ].join('\n'),
      text: withoutLinks(withoutFrontMatter(page)),
    },
    {
      title: 'GNU Library General Public License, version 2 (JavaScriptCore, WebCore)',
      words: '',
      text: own('LGPL-2.0.txt'),
    },
    {
      title: 'GNU Lesser General Public License, version 2.1 (tinycc, and the above at your choice)',
      words: '',
      text: own('LGPL-2.1.txt'),
    },
  ]
}

function withoutFrontMatter(page: string): string {
  return page.replace(/^---\n.*?\n---\n+/s, '').trimEnd()
}

/** The page links packages to where they are published, which is no part of a licence. */
function withoutLinks(page: string): string {
  return page.replace(/\[(`[^`]+`)\]\([^)]*\)/g, '$1')
}
