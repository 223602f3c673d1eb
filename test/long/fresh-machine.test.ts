// The README's commands on a fresh machine: an ordinary user, an empty home, nothing installed but Node.
// ENTREPOT_TEST_FRESH=all runs the whole `npm test` there instead of its unit tests.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { processesWith, sendSignal } from '../support/process-table.ts'
import { projectRoot, temporaryFolder } from '../support/program.ts'
import { writeBaseLayout } from './base-layout.ts'
import { command } from './command.ts'
import { podmanIn } from './engines.ts'
import { type FreshRoot, makeFreshRoot } from './fresh-root.ts'
import { commandsUnder } from './readme-commands.ts'
import { rootOnly } from './root-only.ts'

const minute = 60_000
const readme = readFileSync(join(projectRoot, 'README.md'), 'utf8')
const [startCommand, testCommand] = commandsUnder(readme, 'Start')
const pushCommands = commandsUnder(readme, 'First push')

const programs = ['debootstrap', 'unshare', 'chroot', 'git', 'npm']
const folder = temporaryFolder()
/** Tells this test's processes from all others. */
const MARK = 'ENTREPOT_TEST_FRESH_RUN'
let fresh: FreshRoot | undefined
beforeAll(async () => {
  if (process.getuid?.() === 0 && programs.every((name) => Bun.which(name))) {
    fresh = await makeFreshRoot(join(folder.path, 'root'), projectRoot)
  }
}, 8 * minute)
afterAll(() => folder.remove(), minute)

test('the README says how to start, to test and to push', () => {
  expect([startCommand, testCommand]).toEqual(['npm start', 'npm test'])
  expect(pushCommands.map((line) => line.split(' ').slice(0, 2).join(' '))).toEqual([
    'podman login',
    'podman push',
    'podman pull',
  ])
})

rootOnly(
  [...programs, 'podman'],
  '`npm start` serves, a client outside pushes and pulls, and Ctrl-C leaves nothing behind',
  async () => {
    const { inside, env } = fresh!
    const settings = { ENTREPOT_HTTP_PORT: '0', ENTREPOT_STORAGE_RESERVE: '0B', [MARK]: folder.path }
    const child = Bun.spawn(inside(startCommand!), {
      env: { ...env, ...settings },
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'inherit',
      detached: true,
    })
    // A terminal sends a signal to every process of the group.
    const signal = (name: NodeJS.Signals) => sendSignal(-child.pid, name)
    try {
      const words = await until(child.stdout, /docker push .*\n/)
      const host = /serves on http:\/\/(\S+)/.exec(words)?.[1]
      const password = /password {2}(\S+)/.exec(words)?.[1]
      await pushFromOutside(host!, password!)
      signal('SIGINT')
      expect(await child.exited).toBe(0)
      expect(processesWith(MARK, folder.path)).toEqual([])
    } finally {
      signal('SIGKILL')
    }
  },
  8 * minute,
)

/** The README's own lines, on the address that was printed, with the password on standard input. */
async function pushFromOutside(host: string, password: string): Promise<void> {
  const podman = podmanIn(join(folder.path, 'podman'))
  const layout = join(folder.path, 'layout')
  writeBaseLayout(layout)
  // By a relative path: podman names the image after it, and images have no capital letters.
  const pull = [...podman, 'pull', '--quiet', 'oci:layout:base']
  const image = (await command(pull, { cwd: folder.path })).trim()
  await command([...podman, 'tag', image, 'my-image'])
  const env = {
    PATH: process.env.PATH,
    HOME: folder.path,
    REGISTRY_AUTH_FILE: join(folder.path, 'auth.json'),
  }
  for (const line of pushCommands) {
    const [, ...words] = line.replaceAll('127.0.0.1:5000', host).split(' ')
    const answer = words[0] === 'login' ? ['--password-stdin'] : []
    await command([...podman, ...words, ...answer], { env, input: password })
  }
}

rootOnly(
  programs,
  '`npm test` passes there',
  async () => {
    const { inside, env } = fresh!
    const choice = process.env.ENTREPOT_TEST_FRESH === 'all' ? '' : ' -- --only unit'
    const printed = await command(inside(`${testCommand}${choice}`), { env })
    expect(printed.trimEnd().split('\n').at(-1)).toMatch(/^[1-9]\d* passed, 0 failed/)
  },
  9 * minute,
)

/** What a stream brings until it holds the pattern; the rest is read and let go. Throws if it ends before. */
async function until(stream: ReadableStream<Uint8Array>, pattern: RegExp): Promise<string> {
  const reader = stream.getReader()
  const decoder = new TextDecoder()
  let text = ''
  while (!pattern.test(text)) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`ended before ${pattern}:\n${text}`)
    text += decoder.decode(value, { stream: true })
  }
  void (async () => {
    while (!(await reader.read()).done) {}
  })()
  return text
}
