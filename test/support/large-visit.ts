// A visit to a page of the console, as it is measured: what it asks for, and how soon something is there.
import type { Page, Response } from 'playwright-core'
import type { ConsoleRig } from './console-rig.ts'

export interface Visit {
  /** Paths of the API's answers, in the order in which they came. */
  readonly asked: readonly Asked[]
  /** Milliseconds from the last answer before it until the page's content stands without gaps. */
  readonly shown: number
  /** The longest time in which the browser could do nothing else, in milliseconds. */
  readonly busy: number
  /** Of the page, when it stands. */
  readonly elements: number
}

export interface Asked {
  readonly path: string
  readonly status: number
  /** Characters of the body. */
  readonly size: number
  /** Of a list. */
  readonly items: number | undefined
}

/** @param act what to do on the page before it is measured, such as to open a dialog and type */
export async function visit(
  rig: ConsoleRig,
  page: Page,
  path: string,
  act?: (page: Page) => Promise<void>,
): Promise<Visit> {
  const answers: Response[] = []
  const note = (response: Response) => {
    const { pathname } = new URL(response.url())
    if (pathname.startsWith('/api/') && !pathname.endsWith('/live')) answers.push(response)
  }
  page.on('response', note)
  await page.goto(`${rig.server.url}${path}`)
  await rig.calm(page)
  await act?.(page)
  await page.waitForLoadState('networkidle')
  await rig.calm(page)
  page.off('response', note)
  const asked = await Promise.all(answers.map(read))
  return { asked, ...(await page.evaluate(figures)) }
}

async function read(response: Response): Promise<Asked> {
  const { pathname, search } = new URL(response.url())
  const text = await response.text().catch(() => '')
  const body: unknown = response.headers()['content-type']?.includes('json') ? JSON.parse(text) : text
  const items = Array.isArray(body) ? body.length : undefined
  return { path: pathname + search, status: response.status(), size: text.length, items }
}

/** To be run in each page from its start: notes when its content stands, and what keeps it from answering. */
export function watchPage(): void {
  const times = { shown: 0, busy: 0 }
  Object.assign(window, { entrepotTimes: times })
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) times.busy = Math.max(times.busy, duration)
  }).observe({ type: 'longtask', buffered: true })
  new MutationObserver(() => {
    if (times.shown > 0 || !document.querySelector('main h1')) return
    if (document.querySelector('main [aria-busy=true]')) return
    requestAnimationFrame(() => {
      times.shown ||= performance.now()
    })
  }).observe(document, { childList: true, subtree: true, attributes: true })
}

function figures(): { shown: number; busy: number; elements: number } {
  const { entrepotTimes: times } = window as unknown as { entrepotTimes: { shown: number; busy: number } }
  const ends = performance
    .getEntriesByType('resource')
    .filter(({ name }) => !name.endsWith('/live'))
    .map((entry) => (entry as PerformanceResourceTiming).responseEnd)
    .filter((end) => end < times.shown)
  return {
    shown: Math.round(times.shown - Math.max(0, ...ends)),
    busy: Math.round(times.busy),
    elements: document.getElementsByTagName('*').length,
  }
}
