// The administrators' notice: written with its kind and its days, shown to everybody, closed by who has read it.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { allLooks, ConsoleRig } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the banner', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
  })
  afterAll(() => rig.stop())

  const banner = (page: Page) => page.locator('main > [role=note]')
  const closing = (page: Page) => page.getByRole('button', { name: 'Close this notice' })
  const set = (message: object | string) =>
    rig.admin.put('/configurations', {
      banner_message: typeof message === 'string' ? message : JSON.stringify(message),
    })
  const reload = async (page: Page) => {
    await page.reload()
    await rig.calm(page)
  }

  test('is written with its kind and its days, previewed, and shown to everybody', async () => {
    const page = await rig.open('/administration/configuration')
    const fields = page.getByRole('region', { name: 'Banner', exact: true })
    await fields.getByLabel('Message').fill('We move on Friday.')
    await fields.getByLabel('Kind').selectOption('Danger')
    await fields.getByLabel('First day').fill('2020-02-01')
    await fields.getByLabel('Last day').fill('2020-01-01')
    await fields.getByText('It would end before it begins.').waitFor()
    await rig.look(page, 'administration-banner-never')
    await fields.getByLabel('Last day').fill('2999-12-31')
    await fields.getByLabel('Whoever has read it can close it').check()
    expect(await fields.getByRole('note').innerText()).toContain('We move on Friday.')
    await fields.getByRole('button', { name: 'Save' }).click()
    await banner(page).getByText('We move on Friday.').waitFor()
    const { value } = (await rig.admin.get('/configurations')).body.banner_message
    expect(JSON.parse(value)).toEqual({
      ...{ message: 'We move on Friday.', type: 'danger', closable: true },
      fromDate: new Date('2020-02-01T00:00:00').toISOString(),
      toDate: new Date('2999-12-31T23:59:59.999').toISOString(),
    })
    const other = await rig.open('/projects', { who: 'anonymous' })
    expect(await banner(other).innerText()).toMatch(/^Danger:\s*We move on Friday\.$/)
    await rig.look(other, 'administration-banner')
    await fields.getByLabel('Message').fill('')
    await fields.getByLabel('Kind').selectOption('Information')
    await fields.getByLabel('First day').fill('')
    await fields.getByLabel('Last day').fill('')
    await fields.getByLabel('Whoever has read it can close it').uncheck()
    await fields.getByRole('button', { name: 'Save' }).click()
    await banner(page).waitFor({ state: 'detached' })
    expect((await rig.admin.get('/configurations')).body.banner_message.value).toBe('')
  })

  test('is closed by who has read it, until there is another', async () => {
    await set({ message: 'We move.', type: 'warning', closable: true })
    const reader = await rig.open('/projects', { who: 'guest' })
    await closing(reader).click()
    await banner(reader).waitFor({ state: 'detached' })
    await reload(reader)
    expect(await banner(reader).count()).toBe(0)
    await set({ message: 'We moved.', type: 'success', closable: false })
    await reload(reader)
    await banner(reader).getByText('We moved.').waitFor()
    expect(await closing(reader).count()).toBe(0)
    await set('Plain words, as a script may set them.')
    await reload(reader)
    expect(await banner(reader).innerText()).toMatch(/^Information:\s*Plain words/)
  })

  test('is not shown outside of its days', async () => {
    const reader = await rig.open('/projects', { who: 'guest' })
    for (const days of [{ toDate: '2020-01-01T00:00:00.000Z' }, { fromDate: '2999-01-01T00:00:00.000Z' }]) {
      await set({ message: 'Long ago, or later.', type: 'info', ...days })
      await reload(reader)
      expect(await banner(reader).count()).toBe(0)
    }
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString()
    await set({ message: 'Any moment.', type: 'warning', fromDate: inAnHour })
    await reader.clock.install()
    await reload(reader)
    expect(await banner(reader).count()).toBe(0)
    await reader.clock.fastForward('01:00:01')
    await banner(reader).getByText('Any moment.').waitFor()
  })

  for (const look of allLooks) {
    test(`tells its kind in every look: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await rig.open('/projects', look)
      for (const type of ['info', 'warning', 'danger', 'success'] as const) {
        const message = 'The registry moves to new disks on Friday from 18:00 to 20:00. 周五维护。'
        await set({ message, type, closable: true })
        await reload(page)
        await banner(page).waitFor()
        await rig.look(page, `banner-${type}`)
      }
      await page.goto(`${rig.server.url}/administration/configuration`)
      await rig.look(page, 'banner-written')
    })
  }
})
