// The page of one artifact: what it is, what it is made of, what refers to it, how its tag moved; for everybody.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { type ArtifactScene, bringArtifactScene, longTag } from '../support/artifact-scene.ts'
import { ConsoleRig, everyLook, type Who } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'
import { slowness } from '../support/slowness.ts'

describeWith(['chromium'], 'the page of an artifact', () => {
  let rig: ConsoleRig
  let scene: ArtifactScene
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    scene = await bringArtifactScene(rig)
  })
  afterAll(() => rig.stop())

  const open = (reference: string, look = {}) => rig.open(`/repositories/${reference}`, look)
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

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
    await page.waitForURL(`**/team/multi@${scene.amd.digest}`)
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
    const stored = await rig.pusher.get(`/v2/team/multi/manifests/${scene.index.digest}`, { accept: '*/*' })
    await page.getByText('As stored').click()
    expect(await page.locator('pre.text-block').innerText()).toBe(stored.text)
    await press(page, 'Copy the manifest as stored')
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(stored.text)
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Download' }).click(),
    ])
    expect(await Bun.file(await download.path()).text()).toBe(stored.text)
    await page.locator('pre a', { hasText: scene.amd.digest }).first().click()
    await page.waitForURL(`**/team/multi@${scene.amd.digest}`)
  })

  test('a readme shows no images of other hosts', async () => {
    const page = await open('team/charts/shop:1.4.0')
    await page.getByRole('heading', { name: 'Shop', exact: true }).waitFor()
    expect(await page.locator('main img').count()).toBe(0)
    await rig.look(page, 'artifact-readme')
  })

  test('of a long readme the beginning is shown, and the whole can be had', async () => {
    const long = `# Long\n\n${'A line that says little.\n\n'.repeat(35_000)}The end.\n`
    await scene.samples.chart('team/charts/long', '1.0.0', long)
    const page = await open('team/charts/long:1.0.0')
    await page.getByText(/This is the beginning: \d+ KiB of 889 KiB\./).waitFor()
    await rig.look(page, 'artifact-readme-long')
    expect((await page.locator('main').innerText()).includes('The end.')).toBe(false)
    const loading = page.waitForEvent('download')
    await page.getByRole('link', { name: 'Download' }).click()
    expect(await Bun.file(await (await loading).path()).text()).toBe(long)
  })

  test('a readme that nothing lays out in time is shown as it is written, and leaves the page as quick as it was', async () => {
    const slow = `# Slow\n\n${'_a*'.repeat(60_000)}`
    await scene.samples.chart('team/charts/slow', '1.0.0', slow)
    const page = await open('team/charts/slow:1.0.0?tab=values.yaml')
    await page.getByRole('tab', { name: 'Readme' }).click()
    await page.locator('main [aria-busy=true]').waitFor()
    const answers = await page.evaluate(clickBetween, ['Values', 'Readme'])
    // Something else may want the processor for a while: of each two one is quick.
    expect(answers.sort((a, b) => a - b)[answers.length / 2]).toBeLessThan(slowness() * 200)
    expect(await page.locator('main [aria-busy=true]').count()).toBe(1)
    await page.getByText('This text could not be laid out').waitFor()
    expect(await page.locator('main .as-written').textContent()).toBe(slow)
    await rig.look(page, 'artifact-readme-slow')
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

/** In the page: goes to these tabs in turn, three times. @returns what each click took, in milliseconds */
async function clickBetween(names: readonly string[]): Promise<number[]> {
  const took: number[] = []
  for (const name of [...names, ...names, ...names]) {
    const tabs = [...document.querySelectorAll<HTMLElement>('[role=tab]')]
    const tab = tabs.find(({ textContent }) => textContent === name)
    const began = performance.now()
    tab?.click()
    do await new Promise(requestAnimationFrame)
    while (tab?.ariaSelected !== 'true')
    took.push(performance.now() - began)
  }
  return took
}
