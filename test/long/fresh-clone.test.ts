// A newcomer's first minute: a clone, nothing installed, `npm start`.
import { afterAll, describe, expect } from 'bun:test'
import { cpSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { projectRoot, type RunningProgram, startProgram, temporaryFolder } from '../support/program.ts'
import { testWith } from '../support/programs.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())
let counter = 0

/** The committed files, in a folder of their own. */
function clone(): string {
  const place = join(folder.path, `clone-${counter++}`)
  const { exitCode, stderr } = Bun.spawnSync(['git', 'clone', '--quiet', projectRoot, place])
  if (exitCode !== 0) throw new Error(stderr.toString())
  return place
}

function start(place: string, env: Record<string, string> = {}): Promise<RunningProgram> {
  return startProgram({
    command: ['npm', '--prefix', place, 'start', '--silent'],
    settings: { 'data.dir': join(place, 'data') },
    env,
  })
}

/** Serves, stops with 0, and says whether it installed anything. */
async function tried(place: string, env: Record<string, string> = {}): Promise<{ installed: boolean }> {
  const server = await start(place, env)
  expect((await fetch(`${server.url}/readyz`)).status).toBe(200)
  server.signal('SIGTERM')
  expect(await server.exited).toBe(0)
  return { installed: server.stderr().includes('Installing what is missing') }
}

describe('npm start in a fresh clone', () => {
  testWith(
    ['git', 'npm'],
    'installs what is missing, serves, and installs nothing the second time',
    async () => {
      const place = clone()
      expect(await tried(place)).toEqual({ installed: true })
      // Only what the server needs.
      expect(existsSync(join(place, 'node_modules/typescript'))).toBe(false)
      expect(await tried(place)).toEqual({ installed: false })
    },
    240_000,
  )

  testWith(
    ['git', 'npm'],
    'serves where npm runs no scripts of packages',
    async () => {
      const place = clone()
      expect(await tried(place, { npm_config_ignore_scripts: 'true' })).toEqual({ installed: true })
    },
    240_000,
  )

  testWith(
    ['git', 'npm'],
    'takes the packages of a copied folder, and those of an earlier version are renewed',
    async () => {
      const place = clone()
      cpSync(join(projectRoot, 'node_modules'), join(place, 'node_modules'), { recursive: true })
      await Bun.write(join(place, 'node_modules/.entrepot-installed'), 'of an earlier version')
      expect(await tried(place)).toEqual({ installed: true })
    },
    240_000,
  )
})
