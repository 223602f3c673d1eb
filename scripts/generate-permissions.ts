// Writes the tables of docs/permissions.md from the rules themselves; with --check, fails when they are not current.
import { join } from 'node:path'
import {
  projectMatrix,
  projectPermissions,
  projectRobotPermissions,
  rolesByPower,
  systemPermissions,
  systemRobotPermissions,
} from '../packages/server/src/features/authorization/index.ts'

const page = join(import.meta.dir, '..', 'docs', 'permissions.md')
const text = await Bun.file(page).text()
const wanted = withTables(text, { matrix: matrixTable(), system: systemTable() })

if (!process.argv.includes('--check')) {
  await Bun.write(page, wanted)
} else if (text !== wanted) {
  console.error('docs/permissions.md is not current: run `sh scripts/bun scripts/generate-permissions.ts`')
  process.exitCode = 1
}

/** Puts each table between its two marks. */
function withTables(whole: string, tables: Readonly<Record<string, string>>): string {
  return Object.entries(tables).reduce((so, [name, table]) => {
    const between = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(<!-- /${name} -->)`)
    if (!between.test(so)) throw new Error(`docs/permissions.md has no place for the table ${name}`)
    return so.replace(between, (_, start: string, end: string) => `${start}${table}\n${end}`)
  }, whole)
}

function matrixTable(): string {
  const robots: ReadonlySet<string> = new Set(projectRobotPermissions)
  const rows = projectPermissions.map((permission) => {
    const [from, anybody] = projectMatrix[permission]
    const least = rolesByPower.indexOf(from)
    const roles = rolesByPower.map((_, power) => (power >= least ? 'yes' : ''))
    return row([`\`${permission}\``, anybody ? 'yes' : '', ...roles, robots.has(permission) ? 'yes' : ''])
  })
  const head = ['Permission', 'anybody, in a public project', ...rolesByPower, 'can be given to robots']
  return [row(head), row(head.map(() => '---')), ...rows].join('\n')
}

function systemTable(): string {
  const robots: ReadonlySet<string> = new Set(systemRobotPermissions)
  const rows = systemPermissions.map((each) => row([`\`${each}\``, robots.has(each) ? 'yes' : '']))
  return [row(['Permission', 'can be given to robots']), row(['---', '---']), ...rows].join('\n')
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`
}
