// The page of one artifact: what it is, what it is made of, what refers to it, how its tag moved; for everybody.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ArtifactSamples, layerOf, type Pushed } from '../support/artifact-samples.ts'
import { ConsoleRig, everyLook, type Who } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'

const longTag = `nightly-${'a-long-branch-name-'.repeat(5)}2026-03-01`
const readme =
  '# Shop\n\n![logo](https://images.example.com/logo.png)\n\nA **shop** that sells.\n\n```sh\nhelm install shop\n```\n'

describeWith(['chromium'], 'the page of an artifact', () => {
  let rig: ConsoleRig
  let samples: ArtifactSamples
  let first: Pushed
  let second: Pushed
  let amd: Pushed
  let index: Pushed

  beforeAll(async () => {
    rig = await ConsoleRig.start()
    const { name, password } = rig.account('administrator')
    samples = new ArtifactSamples(new RegistryClient(rig.server.url, basic(name, password)))
    await pushImages()
    ;({ amd, index } = await samples.everyPlatform('team/multi', '1.0'))
    await samples.index('team/multi', '0.9', [{ of: amd, architecture: 'amd64' }])
    await samples.chart('team/charts/shop', '1.4.0', readme)
    const { body } = await rig.admin.get('/projects/team')
    await rig.admin.post('/labels', {
      ...{ name: 'reviewed', color: '#2F7D32', scope: 'p', project_id: body.project_id },
    })
  })
  afterAll(() => rig.stop())

  async function pushImages() {
    const [base, tools] = [layerOf(400_000), layerOf(90_000)]
    const steps = [
      'FROM scratch',
      'RUN /bin/sh -c apt-get install -y curl # buildkit',
      'COPY app /app # buildkit',
    ]
    const env = (version: string) => ['PATH=/usr/local/bin:/usr/bin:/bin', `VERSION=${version}`]
    const common = { Entrypoint: ['/app'], User: '1000', ExposedPorts: { '8080/tcp': {} } }
    const make = (version: string, more: object = {}) => ({
      ...{ layers: [base, tools, layerOf(60_000)], steps },
      config: { ...common, Env: env(version), Labels: { version }, ...more },
    })
    first = await samples.image('team/app', 'stable', make('1.0'))
    await samples.image('team/app', '1.0', make('1.0', { Cmd: ['serve'] }))
    second = await samples.image('team/app', 'stable', make('2.0', { User: '0' }))
    await samples.image('team/app', longTag, make('3.0'))
    await samples.image('team/other', '1.0', { layers: [base], steps: ['FROM scratch'] })
  }

  const open = (reference: string, look = {}) => rig.open(`/repositories/${reference}`, look)
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const dialog = (page: Page) => page.getByRole('dialog')

  for (const look of everyLook) {
    describe(`in ${look.language}, ${look.width}, ${look.scheme}`, () => {
      test.each([
        ['image', 'team/app:stable'],
        ['image-build', 'team/app:stable?tab=build'],
        ['image-manifest', 'team/app:stable?tab=manifest'],
        ['image-history', 'team/app:stable?tab=history'],
        ['image-compare', 'team/app:stable?tab=compare&compare=1.0'],
        ['image-alone', 'team/app:1.0?tab=referrers'],
        ['image-long', `team/app:${longTag}`],
        ['index', 'team/multi:1.0'],
        ['index-layers', 'team/multi:1.0?tab=layers'],
        ['index-referrers', 'team/multi:1.0?tab=referrers'],
        ['chart', 'team/charts/shop:1.4.0'],
        ['chart-values', 'team/charts/shop:1.4.0?tab=values.yaml'],
        ['chart-dependencies', 'team/charts/shop:1.4.0?tab=dependencies'],
      ])('%s', async (name, reference) => {
        const page = await open(reference, look)
        await page.getByRole('tab').first().waitFor()
        await rig.look(page, `artifact-${name}`)
        await page.close()
      })
    })
  }

  test('says what it is, and what deleting it would free', async () => {
    const page = await open('team/app:stable')
    const main = page.locator('main')
    await main.getByText('linux/amd64').waitFor()
    await main.getByText('by admin').waitFor()
    const text = await main.innerText()
    expect(text).toContain('docker pull')
    for (const words of ['3 others here, 1 other repository', '3 others here', 'only this']) {
      expect(text).toContain(words)
    }
    expect(text).toContain('RUN apt-get install -y curl')
    expect(text).toContain('COPY app /app')
  })

  test('the address holds the tab, and back leads back', async () => {
    const page = await open('team/app:stable')
    await page.getByRole('tab', { name: 'Build' }).click()
    await page.getByText('ENV LANG=C.UTF-8').waitFor()
    expect(page.url()).toEndWith('/repositories/team/app:stable?tab=build')
    await page.goBack()
    await page.getByText('Freed by deleting').waitFor()
  })

  test('an index leads to its platforms, and hides attestations until asked', async () => {
    const page = await open('team/multi:1.0')
    await page.getByRole('link', { name: 'linux/arm64/v8' }).waitFor()
    expect(await page.locator('tbody tr').count()).toBe(2)
    await press(page, 'Show 1 attestation')
    expect(await page.locator('tbody tr').count()).toBe(3)
    await rig.look(page, 'artifact-index-attestations')
    await page.getByRole('link', { name: 'linux/amd64' }).click()
    await page.waitForURL(`**/team/multi@${amd.digest}`)
    await page.getByText('COPY app /app').waitFor()
  })

  test('the tree nests what refers to what, and the picture is of the same', async () => {
    const page = await open('team/multi:1.0?tab=referrers')
    await page.locator('.tree a').first().waitFor()
    const names = await page.locator('.tree a').allInnerTexts()
    expect(names).toEqual([
      ...['linux/amd64', 'Attestation', 'Bill of materials', 'Signature', 'linux/arm64/v8', 'Signature'],
    ])
    expect(await page.locator('.family-node').count()).toBe(7)
    await page.locator('.tree a', { hasText: 'Bill of materials' }).click()
    await page.getByText('application/spdx+json').first().waitFor()
    await rig.look(page, 'artifact-bill')
  })

  test('the manifest is copied and downloaded byte for byte, with links to what it names', async () => {
    const page = await open('team/multi:1.0?tab=manifest')
    const stored = await rig.pusher.get(`/v2/team/multi/manifests/${index.digest}`, { accept: '*/*' })
    await page.getByText('As stored').click()
    expect(await page.locator('pre.text-block').innerText()).toBe(stored.text)
    await press(page, 'Copy the manifest as stored')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(stored.text)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ])
    expect(await Bun.file(await download.path()).text()).toBe(stored.text)
    await page.locator('pre a', { hasText: amd.digest }).first().click()
    await page.waitForURL(`**/team/multi@${amd.digest}`)
  })

  test('a readme shows no images of other hosts', async () => {
    const page = await open('team/charts/shop:1.4.0')
    await page.getByRole('heading', { name: 'Shop', exact: true }).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    await rig.look(page, 'artifact-readme')
  })

  test('of a long readme the beginning is shown, and the whole can be had', async () => {
    const long = `# Long\n\n${'A line that says little.\n\n'.repeat(35_000)}The end.\n`
    await samples.chart('team/charts/long', '1.0.0', long)
    const page = await open('team/charts/long:1.0.0')
    await page.getByText(/This is the beginning: \d+ KiB of 889 KiB\./).waitFor()
    await rig.look(page, 'artifact-readme-long')
    expect((await page.locator('main').innerText()).includes('The end.')).toBe(false)
    const loading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download' }).click()
    expect(await Bun.file(await (await loading).path()).text()).toBe(long)
  })

  test('two tags are compared, of a platform where there are several', async () => {
    const page = await open('team/app:stable?tab=compare')
    const choice = page.getByRole('combobox', { name: 'Compare with' })
    await choice.fill('1.')
    await page.getByRole('option', { name: '1.0' }).click()
    await page.getByText('2 layers in common, 479 KiB').waitFor()
    expect(page.url()).toContain('compare=1.0')
    const rows = await page.locator('main table').last().innerText()
    expect(rows).toContain('$VERSION')
    expect(rows).toMatch(/User\s+0\s+1000/)
    expect(rows).toMatch(/Command\s+not set\s+\["serve"\]/)
    expect(rows).not.toContain('$PATH')
    const multi = await open('team/multi:1.0?tab=compare&compare=0.9')
    await multi.getByText('Only one of the two has linux/arm64/v8.').waitFor()
    await multi.getByText('are the same artifact').waitFor()
  })

  test('tags are added and removed', async () => {
    const page = await open('team/app:1.0')
    await press(page, 'Add tag')
    await page.getByLabel('Tag', { exact: true }).fill('bad tag')
    await page.keyboard.press('Enter')
    await dialog(page).getByRole('alert').getByText('invalid tag name').waitFor()
    await rig.look(page, 'artifact-add-tag-refused')
    await page.getByLabel('Tag', { exact: true }).fill('1')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove the tag 1', exact: true }).click()
    await rig.look(page, 'artifact-remove-tag')
    await dialog(page).getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The tag 1 was removed').waitFor()
    await page.waitForURL('**/team/app@sha256:*')
    expect((await rig.admin.get('/projects/team/repositories/app/artifacts/1')).status).toBe(404)
  })

  test('labels are found among many, added and removed', async () => {
    const { project_id } = (await rig.admin.get('/projects/team')).body
    for (let n = 0; n < 60; n++) {
      const label = { name: `many-${n}`, color: '#2F7D32', scope: 'p', project_id }
      expect((await rig.admin.post('/labels', label)).status).toBe(201)
    }
    const page = await open('team/app:1.0', { who: 'developer' })
    await press(page, 'Add label')
    await page.getByRole('combobox', { name: 'Label' }).click()
    await page.getByRole('option', { name: 'many-0' }).waitFor()
    expect(await page.getByRole('option', { name: 'reviewed' }).count()).toBe(0)
    await page.keyboard.type('review')
    await page.getByRole('option', { name: 'reviewed' }).click()
    await dialog(page).getByRole('button', { name: 'Add' }).click()
    const remove = page.getByRole('button', { name: 'Remove the label reviewed' })
    await remove.waitFor()
    await dialog(page).waitFor({ state: 'detached' })
    await rig.look(page, 'artifact-labelled')
    await remove.click()
    await page.getByText('No labels.').waitFor()
  })

  test('the history says who moved the tag, and puts it back', async () => {
    const page = await open('team/app:stable?tab=history', { who: 'developer' })
    await page.getByText('moved to').waitFor()
    await page.getByRole('button', { name: /^Restore to/ }).click()
    await dialog(page).getByText(first.digest.slice(0, 19)).waitFor()
    await rig.look(page, 'artifact-restore')
    await dialog(page).getByRole('button', { name: 'Restore' }).click()
    await page.getByText('The tag stable was put back').waitFor()
    await page.getByText('developer').last().waitFor()
    const { body } = await rig.admin.get('/projects/team/repositories/app/artifacts/stable')
    expect(body.digest).toBe(first.digest)
    await rig.admin.put('/projects/team/repositories/app/tags/stable', { digest: second.digest })
  })

  test('a tag that is gone shows what it named, and comes back', async () => {
    const { digest } = await samples.image('team/gone', 'v1', { layers: [layerOf(100)], steps: ['FROM x'] })
    await rig.admin.delete('/projects/team/repositories/gone/artifacts/v1/tags/v1')
    const page = await open('team/gone:v1')
    await page.getByText('The tag v1 is not here any more').waitFor()
    await rig.look(page, 'artifact-gone')
    await page
      .getByRole('button', { name: /^Restore to/ })
      .first()
      .click()
    await dialog(page).getByRole('button', { name: 'Restore' }).click()
    await page.getByText('Freed by deleting').waitFor()
    const { body } = await rig.admin.get('/projects/team/repositories/gone/artifacts/v1')
    expect(body.digest).toBe(digest)
  })

  test('deletion shows what goes and what stays, and does it', async () => {
    const page = await open('team/multi:1.0', { who: 'maintainer' })
    await press(page, 'Delete')
    await dialog(page).getByText('is part of another index').waitFor()
    const text = await dialog(page).innerText()
    expect(text).toContain('belongs to one that stays')
    expect(text).toMatch(/Platforms and parts\s+2 artifacts/)
    await rig.look(page, 'artifact-delete')
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL('**/repositories/team/multi')
    const path = '/projects/team/repositories/multi/artifacts'
    expect((await rig.admin.get(`${path}/${index.digest}`)).status).toBe(404)
    expect((await rig.admin.get(`${path}/${amd.digest}`)).status).toBe(200)
    expect((await rig.admin.get(path)).body.map((each: { tags: unknown[] }) => each.tags.length)).toEqual([1])
  })

  test('deletion that is stopped on the way keeps what has not gone', async () => {
    const whole = await samples.everyPlatform('team/half', '1.0')
    const page = await open('team/half:1.0', { who: 'maintainer' })
    const held = Promise.withResolvers<void>()
    await page.route('**/artifacts/sha256*', async (route) => {
      if (route.request().method() === 'DELETE') await held.promise
      await route.continue()
    })
    await press(page, 'Delete')
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await dialog(page)
      .getByText(/^0 of \d+ deleted$/)
      .waitFor()
    await rig.lookAtOnce(page, 'artifact-delete-progress')
    await dialog(page).getByRole('button', { name: 'Cancel' }).click()
    held.resolve()
    await page.getByText(/^Stopped: 1 of \d+ are deleted, the others stay\.$/).waitFor()
    await page.waitForURL('**/repositories/team/half')
    const path = '/projects/team/repositories/half/artifacts'
    expect((await rig.admin.get(`${path}/${whole.index.digest}`)).status).toBe(404)
    expect((await rig.admin.get(`${path}/${whole.amd.digest}`)).status).toBe(200)
  })

  test.each<[Who, readonly string[]]>([
    ['maintainer', ['Add label', 'Add tag', 'Delete', 'Remove the tag 1.0']],
    ['developer', ['Add label', 'Add tag']],
    ['guest', []],
  ])('%s is shown what they may do', async (who, expected) => {
    const page = await open('team/app:1.0', { who })
    await page.getByText('by admin').waitFor()
    if (expected.length > 0) await page.getByRole('button', { name: 'Add tag' }).waitFor()
    const all = await page
      .locator('main button')
      .evaluateAll((buttons) =>
        buttons.map((each) => each.getAttribute('aria-label') ?? each.textContent ?? ''),
      )
    expect(all.filter((name) => /^(Add|Delete|Remove)/.test(name)).sort()).toEqual([...expected])
    await rig.look(page, 'artifact-seen')
  })

  test('anonymous visitors see what is public without names, and nothing else', async () => {
    const closed = await open('team/app:1.0', { who: 'anonymous' })
    await closed.getByText('There is nothing at this address').waitFor()
    await rig.look(closed, 'artifact-closed')
    await rig.admin.put('/projects/team', { metadata: { public: 'true' } })
    const page = await open('team/app:1.0?tab=history', { who: 'anonymous' })
    await page.getByText('created on').waitFor()
    expect(await page.locator('main').innerText()).not.toContain('admin')
    await rig.look(page, 'artifact-open')
    await rig.admin.put('/projects/team', { metadata: { public: 'false' } })
  })

  test('a failure says so, and can be tried again', async () => {
    const page = await rig.open('/projects')
    await page.route('**/artifacts/1.0?*', (route) => route.abort())
    await page.goto(`${rig.server.url}/repositories/team/app:1.0`)
    await page.getByText('This did not work').waitFor()
    await rig.look(page, 'artifact-failed')
    await page.unroute('**/artifacts/1.0?*')
    await press(page, 'Try again')
    await page.getByText('Freed by deleting').waitFor()
  })
})
