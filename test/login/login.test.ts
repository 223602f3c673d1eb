// `entrepot login` and `logout`: no password stays behind, Docker's config.json keeps all else, a lost login says so.
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test'
import { hasKernelKeyring } from '../../packages/cli/src/login/kernel-keyring.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { Person, type Ran } from './person.ts'

let server: TestServer
let ada: Account
let person: Person

beforeAll(async () => {
  server = await startTestServer()
  ada = await new Accounts(server).user('ada')
})
afterAll(() => server.stop())
beforeEach(async () => {
  person = await Person.arrives()
})
afterEach(async () => {
  await person.entrepot(['logout', server.host])
  await person.leaves()
})

const stores = hasKernelKeyring() ? (['kernel', 'file'] as const) : (['file'] as const)

function login(...args: string[]): Promise<Ran> {
  const given = ['login', server.host, '-u', ada.name, '--password-stdin', ...args]
  const store = args.includes('--store') ? [] : ['--store', stores[0] as string]
  return person.entrepot([...given, ...store], `${ada.password}\n`)
}

function helper(action: string, stdin = ''): Promise<Ran> {
  return person.run([`${person.home}/.local/bin/docker-credential-entrepot`, action], stdin)
}

const tokensOfAda = async () => (await new ApiCaller(server, ada).get('/users/current/tokens')).body

describe.each([...stores])('a login kept in the %s', (store) => {
  test('gives Docker a token, and keeps no password', async () => {
    const { exitCode, stdout, stderr } = await login('--store', store)
    expect([exitCode, stderr]).toEqual([0, ''])
    expect(stdout).toStartWith(`Logged in to ${server.host} as ada until `)
    expect(await person.dockerConfig()).toEqual({ credHelpers: { [server.host]: 'entrepot' } })
    const got = await helper('get', server.host)
    expect(got.exitCode).toBe(0)
    const { Username, Secret, ServerURL } = JSON.parse(got.stdout)
    expect([Username, ServerURL]).toEqual(['ada', server.host])
    expect(Secret).toStartWith('entt_')
    const asToken = new ApiCaller(server, { ...ada, password: Secret })
    expect((await asToken.get('/projects')).status).toBe(200)
    const files = await person.everything()
    expect(files).not.toContain(ada.password)
    expect(files.includes(Secret)).toBe(store === 'file')
    expect(JSON.parse((await helper('list')).stdout)).toEqual({ [server.host]: 'ada' })
  })

  test('ends with logout, there and here', async () => {
    await login('--store', store)
    const { Secret } = JSON.parse((await helper('get', server.host)).stdout)
    const out = await person.entrepot(['logout', server.host])
    expect([out.exitCode, out.stdout]).toEqual([0, `Logged out of ${server.host}.\n`])
    expect((await new ApiCaller(server, { ...ada, password: Secret }).get('/projects')).status).toBe(401)
    expect(await person.dockerConfig()).toEqual({})
    const got = await helper('get', server.host)
    expect([got.exitCode, got.stdout]).toEqual([1, 'credentials not found in native keychain\n'])
    expect(await helper('list')).toMatchObject({ exitCode: 0, stdout: '{}\n' })
    expect((await person.entrepot(['logout', server.host])).stderr).toContain('nobody is logged in')
  })
})

test('a second login replaces the first, whose token is revoked', async () => {
  await login()
  const [first] = await tokensOfAda()
  await login('--scope', 'read', '--days', '2')
  const tokens = await tokensOfAda()
  expect(tokens.map(({ id }: { id: number }) => id)).not.toContain(first.id)
  expect(tokens).toMatchObject([{ kind: 'personal' }])
  const { Secret } = JSON.parse((await helper('get', server.host)).stdout)
  expect(Secret).toStartWith('entp_')
})

test('all else in Docker’s config.json stays as it is; what lay there for the host in the clear does not', async () => {
  const before = {
    auths: { [server.host]: { auth: 'YWRhOnNlY3JldA==' }, 'other.example.com': { auth: 'eDp5' } },
    credsStore: 'desktop',
    credHelpers: { 'gcr.io': 'gcloud' },
    psFormat: 'table {{.ID}}',
  }
  await person.writeDockerConfig(JSON.stringify(before, null, 4))
  const { stdout } = await login()
  expect(stdout).toContain('has been taken out')
  const text = await person.file('.docker/config.json')
  expect(text).toContain('\n    "credsStore": "desktop"')
  expect(JSON.parse(text)).toEqual({
    ...before,
    auths: { 'other.example.com': { auth: 'eDp5' } },
    credHelpers: { 'gcr.io': 'gcloud', [server.host]: 'entrepot' },
  })
  await person.entrepot(['logout', server.host])
  expect((await person.dockerConfig()).credHelpers).toEqual({ 'gcr.io': 'gcloud' })
})

test('a config.json that is none is left alone', async () => {
  await person.writeDockerConfig('{"auths": ')
  const { exitCode, stderr } = await login()
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('is not a JSON object')])
  expect(await person.file('.docker/config.json')).toBe('{"auths": ')
})

describe('what goes wrong is said', () => {
  const wrong: [string, string[], string][] = [
    ['a wrong password', ['-u', 'ada'], 'does not know ada with this password'],
    ['an unknown scope', ['-u', 'ada', '--scope', 'all'], '--scope all'],
    ['too many hours', ['-u', 'ada', '--hours', '73'], 'from 1 to 72'],
    ['hours and days', ['-u', 'ada', '--hours', '1', '--days', '1'], 'not both'],
    ['an unknown store', ['-u', 'ada', '--store', 'here'], 'keyring, kernel, file'],
    ['nobody to ask', [], 'give the account by --username'],
  ]
  test.each(wrong)('%s', async (_, args, words) => {
    const ran = await person.entrepot(['login', server.host, '--password-stdin', ...args], 'wrong\n')
    expect([ran.exitCode, ran.stdout, ran.stderr]).toEqual([1, '', expect.stringContaining(words)])
    expect(await person.everything()).not.toContain('wrong')
  })

  test('a host where nobody answers, or something else does', async () => {
    const other = Bun.serve({
      port: 0,
      hostname: '127.0.0.1',
      fetch: () => new Response('hello', { status: 418 }),
    })
    const host = `127.0.0.1:${other.port}`
    const ask = () => person.entrepot(['login', host, '-u', 'ada', '--password-stdin'], 'x\n')
    expect((await ask()).stderr).toContain('is no Entrepot')
    await other.stop(true)
    expect((await ask()).stderr).toContain('cannot be reached')
  })
})

test('a token in place of the password is kept as it is', async () => {
  const made = await new ApiCaller(server, ada).post('/users/current/tokens', { preset: 'read' })
  const args = ['login', server.host, '-u', 'ada', '--password-stdin', '--store', stores[0] as string]
  expect((await person.entrepot(args, made.body.token)).exitCode).toBe(0)
  expect(JSON.parse((await helper('get', server.host)).stdout).Secret).toBe(made.body.token)
  const wrong = await person.entrepot(args, `entp_${'x'.repeat(38)}`)
  expect([wrong.exitCode, wrong.stderr]).toEqual([1, expect.stringContaining('does not know ada')])
})

test('a login that has expired is none, and says what to do', async () => {
  await login()
  const file = '.config/entrepot/logins.json'
  const logins = JSON.parse(await person.file(file))
  logins[server.host].expiresAt = Date.now() - 1
  await Bun.write(`${person.home}/${file}`, JSON.stringify(logins))
  const { exitCode, stdout, stderr } = await helper('get', server.host)
  expect([exitCode, stdout]).toEqual([1, 'credentials not found in native keychain\n'])
  expect(stderr).toContain(`run "entrepot login ${server.host}"`)
  expect(JSON.parse((await helper('list')).stdout)).toEqual({})
})

describe('the helpers’ protocol', () => {
  test.skipIf(!hasKernelKeyring())(
    'what docker login stores is kept, found by any spelling, and erased',
    async () => {
      const host = 'registry.example.com:5000'
      const run = (action: string, stdin = '') => person.entrepot(['docker-credential', action], stdin)
      const entry = { ServerURL: `https://${host}/v2/`, Username: 'bob', Secret: 's3cret "quoted" ü' }
      expect(await run('store', JSON.stringify(entry))).toMatchObject({ exitCode: 0, stdout: '', stderr: '' })
      for (const spelling of [
        host,
        `https://${host}`,
        `http://${host}/`,
        `${host.toUpperCase()}/team/app\n`,
      ]) {
        expect(JSON.parse((await run('get', spelling)).stdout)).toMatchObject({
          Username: 'bob',
          Secret: entry.Secret,
        })
      }
      expect(await person.everything()).not.toContain('s3cret')
      expect((await run('erase', host)).exitCode).toBe(0)
      for (const action of ['get', 'erase']) {
        expect(await run(action, host)).toMatchObject({
          exitCode: 1,
          stdout: 'credentials not found in native keychain\n',
        })
      }
    },
  )

  test('an unknown word is an error', async () => {
    const { exitCode, stdout } = await person.entrepot(['docker-credential', 'sing'])
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('get, store, erase or list')])
  })
})

testWith(
  ['script'],
  'at a terminal the name is shown as it is typed, and the password is not',
  async (paths) => {
    const command = `${process.execPath} packages/server/src/main.ts login ${server.host} --store ${stores[0]}`
    const child = Bun.spawn([paths.script as string, '-qec', command, '/dev/null'], {
      env: person.environment,
      stdin: 'pipe',
      stdout: 'pipe',
      stderr: 'ignore',
    })
    let said = ''
    const decoder = new TextDecoder()
    for await (const chunk of child.stdout) {
      const before = said
      said += decoder.decode(chunk, { stream: true })
      if (!before.includes('Username: ') && said.includes('Username: ')) child.stdin.write('adx\x7fa\r')
      if (!before.includes('Password of') && said.includes('Password of ada'))
        child.stdin.write(`${ada.password}\r`)
      child.stdin.flush()
    }
    expect(await child.exited).toBe(0)
    expect(said).toContain('Logged in to')
    expect(said).not.toContain(ada.password)
  },
)

test('no login leaves a refresh token, which would outlive it', async () => {
  await login()
  const rows = await queries(server.database)
    .selectFrom('tokens')
    .select('id')
    .where('user_id', '=', ada.id)
    .execute()
  expect(rows).toEqual([])
})
