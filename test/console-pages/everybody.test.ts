// Every page of the console, for everybody, in all looks: what they see there, and what they can do.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { type ConsolePage, consolePages, everybody, inScene } from '../support/console-pages.ts'
import { allLooks, ConsoleRig, type Who } from '../support/console-rig.ts'
import { bringConsoleScene, type ConsoleScene } from '../support/console-scene.ts'
import { describeWith } from '../support/programs.ts'

/** To those who have signed in, and to those who have not. */
const nothing = 'There is nothing at this address, or you may not see it.'
const signIn = 'Sign in to see more.'
/** What only reads, for whoever sees the page. */
const reading = [
  ...['Copy', 'Sort by', 'Filter by', 'Client', 'Pin to home', 'Show', '7 days', '30 days', '90 days'],
  ...['All', 'Public', 'Private', 'Formatted', 'As stored', 'Compare with', 'Set up the job', 'Ask'],
]

const changing = 'button:not([role=tab], [tabindex="-1"]), table select, table input[type=checkbox]'

/** A control's name is one of these, or begins with it and goes on with what it acts on. */
const isOneOf = (name: string, names: readonly string[]) =>
  names.some((each) => name === each || name.startsWith(`${each} `) || name.startsWith(`${each}: `))

describeWith(['chromium'], 'everybody', () => {
  let rig: ConsoleRig
  let scene: ConsoleScene
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    scene = await bringConsoleScene(rig)
  })
  afterAll(() => rig.stop())

  for (const who of everybody) {
    for (const look of allLooks) {
      const isPlain = look.language === 'en' && look.width === 1440
      const seen = consolePages.filter(({ sees }) => sees.some((each) => each === who))
      describe(`${who}: ${look.language}, ${look.width}, ${look.scheme}`, () => {
        let page: Page
        beforeAll(async () => {
          page = await rig.open('/no/page', { ...look, who })
        })
        afterAll(() => page.context().close())

        test.each(seen)('$name', async ({ name, path, title, actions }) => {
          await page.goto(`${rig.server.url}${inScene(path, scene)}`)
          await rig.look(page, name)
          expect(await page.locator('main [role=alert]').allTextContents()).toEqual([])
          if (!isPlain) return
          expect(await page.locator('main h1').allTextContents()).toEqual([inScene(title, scene)])
          expect(await changes(page, Object.keys(actions))).toEqual(namesFor(who, actions))
        })

        if (!isPlain) return
        test('nothing else', async () => {
          for (const { path } of consolePages.filter((each) => !seen.includes(each))) {
            await page.goto(`${rig.server.url}${inScene(path, scene)}`)
            await rig.calm(page)
            expect({ path, text: await page.innerText('main') }).toMatchObject({
              ...{ path, text: expect.stringContaining(who === 'anonymous' ? signIn : nothing) },
            })
            expect({ path, changes: await changes(page, []) }).toEqual({ path, changes: [] })
          }
        })
      })
    }
  }
})

const namesFor = (who: Who, actions: ConsolePage['actions']) =>
  Object.keys(actions)
    .filter((name) => actions[name]?.includes(who))
    .sort()

/** What can be changed on a page: these names, and whatever else is on controls that do more than to read. */
async function changes(page: Page, known: readonly string[]): Promise<string[]> {
  const controls = page.locator(`main :is(${changing}):visible`)
  const names = await controls.evaluateAll((all) =>
    (all as HTMLInputElement[]).map((each) => {
      const label = each.getAttribute('aria-label') ?? each.labels?.[0]?.textContent
      return label ?? each.textContent ?? ''
    }),
  )
  const others = names.filter((name) => !isOneOf(name, reading))
  return [...new Set(others.map((name) => known.find((each) => isOneOf(name, [each])) ?? name))].sort()
}
