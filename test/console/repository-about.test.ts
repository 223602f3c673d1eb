// What a repository is about: written in Markdown, and harmless to whoever reads it.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ConsoleRig, everyLook, type Look } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'
import { RepositoryScene } from '../support/repository-scene.ts'

const description = `# The app

The **web** part of [the shop](https://example.com/shop).

| Port | What |
| --- | --- |
| 8080 | HTTP |

![A picture](https://example.com/picture.png)

\`\`\`sh
docker run -p 8080:8080 team/app
\`\`\`
`

describeWith(['chromium'], 'about a repository', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    const scene = (repository: string) => new RepositoryScene(rig.pusher, repository)
    await scene('team/app').image('1.0', 'amd64')
    await scene('team/web-chart').chart('1.0.0')
    await scene('library/tool').image('edge', 'amd64')
    await rig.admin.put('/projects/team/repositories/app', { description })
  })
  afterAll(() => rig.stop())

  /** What does not come soon fails by itself, and leaves the browser to the other tests. */
  const open = async (path: string, look: Look = {}) => {
    const page = await rig.open(path, look)
    page.setDefaultTimeout(8_000)
    return page
  }

  for (const look of everyLook) {
    test(`${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await open('/repositories/team/app?tab=about', look)
      await page.getByRole('link', { name: 'A picture' }).waitFor()
      expect(await page.locator('main img').count()).toBe(0)
      await rig.look(page, 'about')
    })
  }

  test('is written with a preview, and saved', async () => {
    const page = await open('/repositories/team/web-chart?tab=about', { who: 'developer' })
    await rig.look(page, 'about-empty')
    await page.getByRole('button', { name: 'Write a description' }).click()
    // What cannot be laid out costs nothing of what comes after it.
    await page.getByLabel('Description, in Markdown').fill('> '.repeat(1_500))
    await page.getByText('Preview').click()
    await page.getByText('This text could not be laid out').waitFor()
    await page.getByText('Write', { exact: true }).click()
    await page.getByLabel('Description, in Markdown').fill('## What it is\n\nA *chart*.')
    await rig.look(page, 'about-write')
    await page.getByText('Preview').click()
    await page.getByRole('heading', { name: 'What it is' }).waitFor()
    await rig.look(page, 'about-preview')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Edit' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { name: 'What it is' }).waitFor()
    const { body } = await rig.admin.get('/projects/team/repositories/web-chart')
    expect(body.description).toBe('## What it is\n\nA *chart*.')
  })

  test('does nothing to whoever reads it, whatever somebody wrote', async () => {
    const path = '/projects/team/repositories/web-chart'
    const page = await open('/repositories/team/web-chart?tab=about')
    const links =
      '[out](/c/log_out) [in](javascript:alert(1)) <img src=x onerror=alert(1)> [docs](https://example.com)'
    await rig.admin.put(path, { description: links })
    await page.reload()
    await page.getByRole('link', { name: 'docs' }).waitFor()
    expect(await page.locator('main .markdown a').allInnerTexts()).toEqual(['docs'])
    expect(await page.locator('main img').count()).toBe(0)
    for (const hostile of ['> '.repeat(1_500), `${'- '.repeat(1_500)}a`]) {
      expect((await rig.admin.put(path, { description: hostile })).status).toBe(200)
      await page.reload()
      await page.locator('main .as-written').waitFor({ timeout: 15_000 })
      await page.getByRole('tab', { name: 'About' }).waitFor()
    }
    const chinese = await open('/repositories/team/web-chart?tab=about', { language: 'zh-CN', width: 390 })
    await chinese.getByText('按原文显示').waitFor()
    await rig.look(chinese, 'about-as-written')
  })

  test('is shown as it was written where the worker cannot be had, as after an upgrade', async () => {
    const page = await open('/repositories/team/app?tab=tags')
    await page.route('**/assets/markdown-worker-*', (route) => route.abort())
    await page.getByRole('tab', { name: 'About' }).click()
    await page.getByText('This text could not be laid out').waitFor()
    expect(await page.locator('main .as-written').textContent()).toBe(description)
    await page.unroute('**/assets/markdown-worker-*')
    await page.getByRole('tab', { name: 'Tags' }).click()
    await page.getByRole('tab', { name: 'About' }).click()
    await page.getByRole('link', { name: 'A picture' }).waitFor()
  })

  test('a guest sees that nobody has written anything', async () => {
    const page = await open('/repositories/library/tool?tab=about', { who: 'anonymous' })
    await page.getByText('There is no description yet.').waitFor()
  })
})
