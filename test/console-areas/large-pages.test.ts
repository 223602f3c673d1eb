// Every page of the console over a large registry: it stands at once, asks for little, and keeps no server busy.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ConsoleRig, type Who } from '../support/console-rig.ts'
import { pushLargeArtifacts } from '../support/large-artifacts.ts'
import { fillLargeCompany } from '../support/large-company.ts'
import { largePages } from '../support/large-pages.ts'
import { fillLargeRegistry } from '../support/large-registry.ts'
import { type Visit, visit, watchPage } from '../support/large-visit.ts'
import { describeWith } from '../support/programs.ts'

for (const engine of ['sqlite', 'postgres'] as const) {
  describeWith(engine === 'sqlite' ? ['chromium'] : ['chromium', 'initdb'], `on ${engine}`, () => {
    let rig: ConsoleRig
    beforeAll(async () => {
      rig = await ConsoleRig.start({ engine })
      const start = performance.now()
      const lap = (w: string) => console.log(w, Math.round(performance.now() - start))
      await fillLargeRegistry(rig.server, { repositories: 100_000, tags: 10_000 })
      lap('registry')
      await fillLargeCompany(rig.server, rig.account('developer').id)
      lap('company')
      await pushLargeArtifacts(rig.server, rig.account('administrator'), 'many/tagged')
      lap('artifacts')
      await rig.server.deliverEvents()
      lap('delivered')
    }, 300_000)
    afterAll(() => rig.stop())

    for (const who of ['administrator', 'developer'] as const) {
      describe(`as ${who}`, () => {
        let page: Page
        beforeAll(async () => {
          page = await rig.open('/no/page', { who })
          await page.addInitScript(watchPage)
        })

        for (const { path, only, act } of largePages) {
          if (only && only !== who) continue
          test(path, async () => {
            const seen = await visit(rig, page, path, act)
            const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ')
            const slow: string[] = []
            let worst = 0
            for (const { path: asked, size, items, status } of seen.asked) {
              const took: number[] = []
              for (let round = 0; round < 4; round++) {
                const start = performance.now()
                await (await fetch(rig.server.url + asked, { headers: { cookie } })).text()
                took.push(performance.now() - start)
              }
              const best = Math.min(...took)
              worst = Math.max(worst, best)
              slow.push(`    ${best.toFixed(0).padStart(5)} ms (first ${took[0]?.toFixed(0)}) ${status} ${size} c ${items ?? '-'} items ${asked.slice(0, 180)}`)
            }
            console.log(`${engine} ${who} ${path}: ${seen.asked.length} requests, shown ${seen.shown}, busy ${seen.busy}, elements ${seen.elements}, worst ${worst.toFixed(0)}\n${slow.join('\n')}`)
          }, 60_000)
        }
      })
    }
  })
}
