// Home: what is new, what is one's own, first steps that tick themselves off, and what needs somebody.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ApiCaller } from '../support/api.ts'
import { ArtifactSamples } from '../support/artifact-samples.ts'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'

const longName = `team/${'a-name-that-is-very-long-and-never-ends/'.repeat(3)}app`

describeWith(['chromium'], 'home', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await rig.accounts.project('open', rig.accounts.admin(), true)
    await rig.pusher.pushImage('team/app', 'v1')
    await rig.pusher.pushImage('open/app', '2.0')
    await rig.pusher.pushImage(longName, 'v1')
    await rig.server.deliverEvents()
  })
  afterAll(() => rig.stop())

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await rig.open('/', look)
      await page.waitForSelector('text=team/app:v1')
      await page.evaluate((name) => {
        localStorage.setItem('entrepot.places.1', JSON.stringify({ pinned: ['team/app'], recent: [name] }))
      }, longName)
      await page.reload()
      await page.waitForSelector(`[aria-pressed=true]`)
      await rig.look(page, 'home')
    })
  }

  for (const who of ['developer', 'guest', 'anonymous'] as const) {
    test(`shows what is for ${who}`, async () => {
      const page = await rig.open('/', { who })
      await page.waitForSelector('text=Latest changes')
      const words = await page.innerText('main')
      expect(words.includes('First steps')).toBe(false)
      if (who === 'anonymous') expect(words).not.toContain('team')
      await rig.look(page, 'home')
    })
  }

  test('tells of an image for several platforms once, whatever it was made of', async () => {
    const { name, password } = rig.account('administrator')
    const samples = new ArtifactSamples(new RegistryClient(rig.server.url, basic(name, password)))
    await samples.everyPlatform('team/many', 'v1')
    await rig.server.deliverEvents()
    const page = await rig.open('/')
    const pushes = page.locator('.entries li:has-text("pushed")')
    await pushes.first().waitFor()
    expect((await pushes.allInnerTexts()).filter((each) => each.includes('team/many'))).toEqual([
      expect.stringContaining('team/many:v1'),
    ])
    await rig.look(page, 'home-platforms')
  })

  test('tells what was pushed since the last visit', async () => {
    const page = await rig.open('/')
    await page.waitForSelector('text=Latest pushes')
    const { id } = rig.account('administrator')
    await page.evaluate(
      (id) => localStorage.setItem(`entrepot.seen.${id}`, String(Date.now() - 3_600_000)),
      id,
    )
    await page.reload()
    await page.waitForSelector('text=Pushed since your last visit')
    await page.evaluate((id) => localStorage.setItem(`entrepot.before.${id}`, String(Date.now())), id)
    await page.reload()
    await page.waitForSelector('text=Nothing was pushed since your last visit.')
    await rig.pusher.pushImage('team/app', 'while-here')
    await rig.server.deliverEvents()
    await page.waitForSelector('text=team/app:while-here')
    await page.waitForSelector('text=Pushed since your last visit')
  })

  test('tells who may read no log what has changed since', async () => {
    const page = await rig.open('/', { who: 'developer' })
    await page.waitForSelector('text=Latest changes')
    const { id } = rig.account('developer')
    await page.evaluate((id) => localStorage.setItem(`entrepot.before.${id}`, String(Date.now())), id)
    await page.reload()
    await rig.pusher.pushImage('team/new-for-developers', 'v1')
    await page.waitForSelector('text=Changed since your last visit')
    expect(await page.innerText('section[aria-label="Changed since your last visit"]')).not.toContain(
      'open/app',
    )
  })

  test('pins what was looked at, and unpins it', async () => {
    const page = await rig.open('/', { who: 'guest' })
    const id = rig.account('guest').id
    await page.evaluate((id) => {
      localStorage.setItem(`entrepot.places.${id}`, JSON.stringify({ pinned: [], recent: ['team/app'] }))
    }, id)
    await page.reload()
    await page.click('[aria-label="Pin to home: team/app"]')
    await page.waitForSelector('section[aria-label=Pinned] >> text=team/app')
    await page.reload()
    await page.click('section[aria-label=Pinned] [aria-label="Pin to home: team/app"]')
    await page.waitForSelector('section[aria-label=Pinned]', { state: 'detached' })
  })

  test('first steps tick themselves off while they are taken', async () => {
    await rig.admin.put('/configurations', { project_creation_restriction: 'everyone' })
    const maintainer = new ApiCaller(rig.server, rig.account('maintainer'))
    await maintainer.post('/projects', { project_name: 'mine', public: false })
    const page = await rig.open('/', { who: 'maintainer' })
    await page.waitForSelector('text=First steps')
    await rig.look(page, 'home-first-steps')
    await page.waitForSelector('li:has-text("Create a project"):has-text("done")')
    await rig.pusher.pushImage('mine/app', 'v1')
    await page.waitForSelector('li:has-text("Push an image"):has-text("done")')
    await maintainer.post('/projects/mine/members', {
      role_id: 2,
      member_user: { username: rig.account('guest').name },
    })
    await page.waitForSelector('li:has-text("Add a colleague"):has-text("done")')
    const permissions = [
      { kind: 'project', namespace: 'mine', access: [{ resource: 'repository', action: 'pull' }] },
    ]
    await maintainer.post('/robots', { name: 'ci', level: 'project', duration: 1, permissions })
    await page.waitForSelector('text=First steps', { state: 'detached' })
  })

  test('first steps can be hidden, for good', async () => {
    const page = await rig.open('/')
    await page.click('text=Hide')
    await page.waitForSelector('text=First steps', { state: 'detached' })
    await page.reload()
    await page.waitForSelector('text=Your projects')
    await rig.calm(page)
    expect(await page.innerText('main')).not.toContain('First steps')
  })

  test('tells administrators what needs them, and everybody which of their tokens end soon', async () => {
    await rig.admin.put('/configurations', { read_only: true })
    const page = await rig.open('/')
    await page.waitForSelector('text=The server is read-only')
    await rig.look(page, 'home-attention')
    await rig.admin.put('/configurations', { read_only: false })
    const developer = new ApiCaller(rig.server, rig.account('developer'))
    const made = await developer.post('/users/current/tokens', {
      name: 'laptop',
      preset: 'read',
      expires_in_days: 3,
    })
    expect(made.status).toBe(201)
    const other = await rig.open('/', { who: 'developer' })
    await other.waitForSelector('text=Your access token laptop expires')
    expect(await other.innerText('main')).not.toContain('read-only')
  })

  test('an empty registry teaches the first push', async () => {
    const empty = await ConsoleRig.start()
    try {
      const page = await empty.open('/')
      await page.waitForSelector(`text=docker login ${empty.server.host}`)
      await empty.look(page, 'home-empty')
      const narrow = await empty.open('/', { width: 390, scheme: 'dark' })
      await empty.look(narrow, 'home-empty')
    } finally {
      await empty.stop()
    }
  })
})
