// Repositories in the console: the list of all, and a repository's page with its tabs.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ConsoleRig, everyLook, type Look, type Who } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'
import { RepositoryScene } from '../support/repository-scene.ts'

const longName = `team/${'a-very-long-name-that-goes-on-and-on/'.repeat(5)}end`

describeWith(['chromium'], 'repositories', () => {
  let rig: ConsoleRig
  const scene = (repository: string) => new RepositoryScene(rig.pusher, repository)

  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await scene('team/app').bring()
    await rig.admin.put('/projects/team/repositories/app', { description: '# The app' })
    await scene('team/web-chart').chart('1.0.0')
    await scene(longName).image(
      'a-tag-that-is-as-long-as-people-make-them-with-branch-and-commit-0123456789abcdef',
      'amd64',
    )
    await scene('library/tool').image('edge', 'amd64')
    await rig.server.deliverEvents()
  }, 60_000)
  afterAll(() => rig.stop())

  /** What does not come soon fails by itself, and leaves the browser to the other tests. */
  const open = async (path: string, look: Look = {}) => {
    const page = await rig.open(path, look)
    page.setDefaultTimeout(8_000)
    await page.locator('h1').waitFor()
    await rig.calm(page)
    return page
  }
  const rowsOf = (page: Page) => page.locator('tbody tr')
  const expectRows = async (page: Page, count: number) => {
    await rowsOf(page)
      .nth(count - 1)
      .waitFor()
    expect(await rowsOf(page).count()).toBe(count)
  }
  const tab = (page: Page, name: string) => page.getByRole('tab', { name, exact: true })
  const copied = (page: Page) => page.evaluate(() => navigator.clipboard.readText())

  describe('the list of all', () => {
    for (const look of everyLook) {
      test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
        const page = await open('/repositories', look)
        await expectRows(page, 4)
        await rig.look(page, 'list')
      })
    }

    test('a row leads to the repository, and copies the command that pulls from it', async () => {
      const page = await open('/repositories')
      await page.getByLabel('Copy the pull command of library/tool').click()
      await page.waitForFunction(() =>
        document.querySelector('[aria-label$="library/tool"] path[d^="m5 12"]'),
      )
      expect(await copied(page)).toBe(`docker pull ${rig.server.host}/library/tool:edge`)
      await page.getByRole('link', { name: 'web-chart' }).click()
      await page.waitForURL('**/repositories/team/web-chart')
      await page.waitForSelector('h1:has-text("team/web-chart")')
    })

    test('the address says which are shown: of a project, by a name', async () => {
      const page = await open('/repositories')
      await page.getByRole('link', { name: 'library' }).click()
      await page.waitForURL('**/repositories?project=library')
      await page.getByText('1 entry').waitFor()
      await rig.look(page, 'list-of-project')
      await page.getByLabel('Show all projects').click()
      await page.getByText('4 entries').waitFor()
      await page.getByLabel('Filter by name').fill('chart')
      await page.getByText('1 entry').waitFor()
      expect(page.url()).toEndWith('/repositories?q=chart')
      await page.goBack()
      await page.getByLabel('Filter by name').fill('no such')
      await page.getByText('Nothing matches this filter.').waitFor()
      await rig.look(page, 'list-nothing')
    })

    test('back undoes what was chosen and typed, step by step, and forward does it again', async () => {
      const page = await open('/repositories')
      const filter = page.getByLabel('Filter by name')
      await filter.pressSequentially('t')
      await page.waitForURL('**/repositories?q=t')
      await filter.pressSequentially('ool')
      await page.waitForURL('**/repositories?q=tool')
      await page.getByRole('button', { name: 'Sort by Repository' }).click()
      await page.waitForURL('**/repositories?sort=name&q=tool')
      await page.goBack()
      await page.waitForURL('**/repositories?q=tool')
      await page.goBack()
      // The letters between were no steps.
      await page.waitForURL('**/repositories')
      await page.getByText('4 entries').waitFor()
      expect(await filter.inputValue()).toBe('')
      await page.goForward()
      await page.getByText('1 entry').waitFor()
      expect(await filter.inputValue()).toBe('tool')
      await page.goForward()
      await page.waitForURL('**/repositories?sort=name&q=tool')
    })

    test('somebody who may see none learns how to push the first', async () => {
      const page = await open('/repositories?project=nosuch')
      await page.getByText('There is nothing at this address').waitFor()
      await rig.accounts.project('fresh', rig.account('administrator'), true)
      await page.goto(`${rig.server.url}/repositories?project=fresh`)
      await page.getByText(`docker push ${rig.server.host}/fresh/my-image:1.0`).waitFor()
      await rig.look(page, 'list-empty')
      const { host } = rig.server
      for (const [client, line] of [
        ['podman', `podman push --tls-verify=false ${host}/fresh/my-image:1.0`],
        ['skopeo', `docker://${host}/fresh/my-image:1.0`],
        ['crane', `crane auth login ${host} --username 'admin' --password-stdin`],
        ['helm', `helm push --plain-http my-chart-1.0.0.tgz oci://${host}/fresh`],
        ['oras', `oras push --plain-http ${host}/fresh/my-files:1.0 my-file.txt`],
      ] as const) {
        await page.getByLabel('Client').selectOption(client)
        await page.getByText(line).waitFor()
      }
      // It is remembered, here as for pulling.
      await page.goto(`${rig.server.url}/repositories/library/tool`)
      await page.getByText('oras copy --from-plain-http').waitFor()
      await page.goto(`${rig.server.url}/projects/fresh`)
      await page.getByText('oras push --plain-http').waitFor()
    })
  })

  describe('the page of one', () => {
    for (const look of everyLook) {
      test(`shows its tags: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
        const page = await open('/repositories/team/app', look)
        await expectRows(page, 5)
        await rig.look(page, 'tags')
      })
    }

    for (const width of [1440, 390] as const) {
      test(`survives long names at ${width}`, async () => {
        const page = await open(`/repositories/${longName}`, { width })
        await rig.look(page, 'tags-long')
      })
    }

    test('pulls by the client that somebody chose, which is remembered', async () => {
      const page = await open('/repositories/team/app')
      await page.getByText(`docker pull ${rig.server.host}/team/app:latest`).waitFor()
      await page.getByLabel('Client').selectOption('podman')
      await page.reload()
      const line = `podman pull --tls-verify=false ${rig.server.host}/team/app:latest`
      await page.getByText(line, { exact: true }).waitFor()
      await page.getByLabel('Copy the pull command of team/app:1.9.0').click()
      expect(await copied(page)).toEndWith('/team/app:1.9.0')
      await page.goto(`${rig.server.url}/repositories/team/web-chart`)
      await page.getByText('helm pull').waitFor()
      await rig.look(page, 'chart')
    })

    test('unfolds aliases, sorts by version, finds a tag and a digest', async () => {
      const page = await open('/repositories/team/app')
      await page.getByLabel('Show 10 more tags').click()
      await page.getByRole('link', { name: 'build-8' }).waitFor()
      await rig.look(page, 'tags-unfolded')
      await page.getByLabel('Sort by Tags').click()
      await page.waitForURL('**/repositories/team/app?sort=-version')
      await rowsOf(page).first().getByRole('link', { name: '2.0' }).waitFor()
      const second = rowsOf(page).nth(1)
      expect(await second.innerText()).toContain('1.10.0')
      await page.getByLabel('Filter by name').fill('1.9')
      await page.getByText('1 entry').waitFor()
      const digest = (await page.locator('tbody code').first().getAttribute('title')) as string
      await page.getByLabel('Filter by name').fill(digest)
      await page.waitForURL(`**q=${encodeURIComponent(digest)}*`)
      await page.getByText('1 entry').waitFor()
    })

    test('shows what has no tag when asked', async () => {
      const page = await open('/repositories/team/app')
      await page.getByLabel('Show untagged').click()
      await page.getByText('6 entries').waitFor()
      expect(page.url()).toEndWith('?untagged=true')
      await page.getByRole('link', { name: 'no tag' }).waitFor()
      await rig.look(page, 'tags-untagged')
    })

    test('an artifact has its own page, by tag and by digest', async () => {
      const page = await open('/repositories/team/app')
      await page.getByRole('link', { name: '1.9.0' }).click()
      await page.waitForURL('**/repositories/team/app:1.9.0')
      await page.goBack()
      await page.waitForSelector('h1:has-text("team/app")')
    })

    test('says where there is none, and what it cannot be', async () => {
      const page = await open('/repositories/team/nosuch', { who: 'guest' })
      await page.getByText('There is nothing at this address').waitFor()
      await rig.look(page, 'missing')
      await page.goto(`${rig.server.url}/repositories/nosuch`)
      await page.getByText('No such page').waitFor()
    })
  })

  describe('who may what', () => {
    const shown: Record<Exclude<Who, 'anonymous'>, readonly string[]> = {
      administrator: ['Tags', 'About', 'Activity', 'Settings'],
      maintainer: ['Tags', 'About', 'Settings'],
      developer: ['Tags', 'About'],
      guest: ['Tags', 'About'],
    }

    for (const [who, tabs] of Object.entries(shown) as [Who, readonly string[]][]) {
      test(`${who}`, async () => {
        const page = await open('/repositories/team/app?tab=about', { who })
        await tab(page, tabs.at(-1) as string).waitFor()
        expect(await page.getByRole('tab').allInnerTexts()).toEqual([...tabs])
        const edits = who !== 'guest'
        if (edits) await page.getByRole('button', { name: 'Edit' }).waitFor()
        expect(await page.getByRole('button', { name: 'Edit' }).count()).toBe(edits ? 1 : 0)
        await tab(page, 'Tags').click()
        await rig.look(page, 'tags-of')
        const deletes = who === 'administrator' || who === 'maintainer'
        expect(await page.getByLabel('Delete 1.9.0').count()).toBe(deletes ? 1 : 0)
        expect(await page.getByRole('checkbox', { name: /^Select/ }).count()).toBe(deletes ? 6 : 0)
      })
    }

    test('a stranger sees what is public, and nothing else', async () => {
      const page = await open('/repositories/library/tool', { who: 'anonymous' })
      await page.getByRole('link', { name: 'edge' }).waitFor()
      await rig.look(page, 'tags-public')
      await page.goto(`${rig.server.url}/repositories/team/app`)
      await page.getByText('Sign in to see more.').waitFor()
      await rig.look(page, 'tags-refused')
    })

    test('who may not read the log learns so by its address', async () => {
      const page = await open('/repositories/team/app?tab=activity', { who: 'developer' })
      await page.getByText('There is nothing at this address, or you may not see it.').waitFor()
    })
  })

  test('activity: who did what to which tag, page by page', async () => {
    for (const look of everyLook) {
      const page = await open('/repositories/team/app?tab=activity', look)
      await rowsOf(page).first().waitFor()
      await rig.look(page, 'activity')
    }
    const page = await open('/repositories/team/app?tab=activity')
    const words = await page.innerText('tbody')
    expect(words).toContain('changed the description of team/app')
    expect(words).toContain('pulled')
    await page.getByRole('link', { name: 'moved' }).first().waitFor()
    expect(words).not.toContain('web-chart')
  })
})
