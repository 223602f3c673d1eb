// `entrepot doctor` at a terminal: colours, the question for the password, Ctrl-C, and time that runs out.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testWith } from '../support/programs.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { cleanEnvironment, diagnose, doctorProgram, runDoctor } from './doctor.ts'

const home = mkdtempSync(join(tmpdir(), 'entrepot-doctor-'))
let registry: TestServer
beforeAll(async () => {
  registry = await startTestServer()
})
afterAll(async () => {
  await registry.stop()
  rmSync(home, { recursive: true })
})

const escapeCode = '\x1b['
const green = `${escapeCode}32mok`

/** Runs the doctor at a pseudo-terminal made by script(1), which echoes what is typed unless told not to. */
function atTerminal(script: string, args: readonly string[], env: Record<string, string> = {}) {
  const command = [...doctorProgram, ...args].join(' ')
  return Bun.spawn([script, '-qec', command, '/dev/null'], {
    env: { ...cleanEnvironment(home), ...env },
    stdin: 'pipe',
    stdout: 'pipe',
    stderr: 'pipe',
  })
}

describe('at a terminal', () => {
  testWith(['script'], 'colours are there, unless NO_COLOR is set', async (paths) => {
    const script = paths.script as string
    expect(await new Response(atTerminal(script, [registry.host]).stdout).text()).toContain(green)
    const plain = await new Response(atTerminal(script, [registry.host], { NO_COLOR: '1' }).stdout).text()
    expect(plain).toContain('ok ')
    expect(plain).not.toContain(escapeCode)
  })

  testWith(['script'], 'the password is asked for and not echoed', async (paths) => {
    const child = atTerminal(paths.script as string, [registry.host, '--user', 'admin'])
    const said = await afterQuestion(child, `${registry.adminPassword}\r`)
    expect(await child.exited).toBe(0)
    expect(said).toContain('admin gets one, and the registry accepts it')
    expect(said).not.toContain(registry.adminPassword)
  })

  testWith(['script'], 'Ctrl-C at the question ends it', async (paths) => {
    const child = atTerminal(paths.script as string, [registry.host, '--user', 'admin'])
    await afterQuestion(child, '\x03')
    expect(await child.exited).toBe(130)
  })
})

test('in a pipe each check is one plain line with its time', async () => {
  const { exitCode, stdout } = await runDoctor([registry.host])
  const lines = stdout.split('\n')
  expect(exitCode).toBe(0)
  expect(stdout).not.toContain(escapeCode)
  expect(lines[0]).toMatch(/^ok +\d+ ms {2}name +127\.0\.0\.1 is an address, no name to resolve$/)
  expect(lines.at(-2)).toMatch(/^http:\/\/127\.0\.0\.1:\d+: \d+ ok$/)
})

test('Ctrl-C ends it, and what was pushed is deleted', async () => {
  const args = [registry.host, '--user', 'admin', '--repository', 'library/stopped', '--slow', '600']
  const child = Bun.spawn([...doctorProgram, ...args], {
    env: { ...cleanEnvironment(home), ENTREPOT_PASSWORD: registry.adminPassword },
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
  })
  let said = ''
  for await (const text of child.stdout.pipeThrough(new TextDecoderStream())) {
    // The line of the check before the pause: from now on it holds an upload.
    if (!said.includes('body size') && (said + text).includes('body size')) child.kill('SIGINT')
    said += text
  }
  expect(await child.exited).toBe(130)
  expect(said).toContain('clean-up      the artifact is deleted again')
  const client = new RegistryClient(registry.url, basic('admin', registry.adminPassword))
  const { tags } = (await (await client.send('GET', '/v2/library/stopped/tags/list')).json()) as {
    tags?: unknown
  }
  expect(tags ?? []).toEqual([])
})

test('a registry that stops answering is left after 10 s', async () => {
  let asked = 0
  const server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    idleTimeout: 0,
    // It answers the look at the protocol, and no more.
    fetch: () => (asked++ === 0 ? Response.json({}) : new Promise<Response>(() => {})),
  })
  try {
    const { exitCode, failed, said } = await diagnose([`127.0.0.1:${server.port}`])
    expect([exitCode, failed[0], said['/v2/']?.text]).toEqual([1, '/v2/', 'no answer in 10 s'])
    expect(Object.keys(said).at(-1)).toBe('/v2/')
  } finally {
    await server.stop(true)
  }
}, 20_000)

/** Types `text` when the question is there. @returns all that was shown */
async function afterQuestion(child: ReturnType<typeof atTerminal>, text: string): Promise<string> {
  let said = ''
  for await (const shown of child.stdout.pipeThrough(new TextDecoderStream())) {
    if (!said.includes('Password of') && (said + shown).includes('Password of')) {
      child.stdin.write(text)
      child.stdin.flush()
    }
    said += shown
  }
  return said
}
