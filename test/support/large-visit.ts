// A visit to a page of the console, as it is measured: what it asks for, and how soon something is there.
import type { Page, Request } from 'playwright-core'
import type { ConsoleRig } from './console-rig.ts'
import type { LargePage } from './large-pages.ts'

export interface Visit {
  /** The API's answers, in the order in which they came. */
  readonly asked: readonly Asked[]
  /** Milliseconds from the last answer before it until the page stands without gaps. */
  readonly shown: number
  /** The longest time in which the browser could do nothing else, in milliseconds. */
  readonly busy: number
  /** Of the page, when it stands. */
  readonly elements: number
  /** Of its scripts' memory, megabytes. */
  readonly memory: number
}

type Figures = Omit<Visit, 'asked'>

export interface Asked {
  /** With the query. */
  readonly path: string
  readonly status: number
  /** Characters of the body. */
  readonly size: number
  /** Of a list. */
  readonly items: number | undefined
}

/** @param page of a browser in which `watchPage` runs from the start of each page */
export async function visit(rig: ConsoleRig, page: Page, { path, act }: LargePage): Promise<Visit> {
  const requests: Request[] = []
  const note = (request: Request) => {
    const { pathname } = new URL(request.url())
    // The stream of changes goes on.
    if (pathname.startsWith('/api/') && pathname !== '/api/v2.0/live') requests.push(request)
  }
  page.on('request', note)
  await page.goto(`${rig.server.url}${path}`)
  await rig.calm(page)
  await act?.(page)
  const asked = await settled(rig, page, requests)
  page.off('request', note)
  await page.requestGC()
  return { asked, ...(await page.evaluate(figures)) }
}

/** Until what was asked for is shown, and led to no further question. */
async function settled(rig: ConsoleRig, page: Page, requests: readonly Request[]): Promise<Asked[]> {
  for (let known = -1; known < requests.length; ) {
    known = requests.length
    await Promise.all(requests.map(async (request) => (await request.response())?.finished()))
    await page.evaluate(() => new Promise((resolve) => requestIdleCallback(resolve, { timeout: 1_000 })))
    await rig.calm(page)
  }
  return Promise.all(requests.map(read))
}

async function read(request: Request): Promise<Asked> {
  const { pathname, search } = new URL(request.url())
  const answer = await request.response()
  const text = (await answer?.text()) ?? ''
  const isJson = answer?.headers()['content-type']?.includes('json') === true
  const body: unknown = isJson ? JSON.parse(text) : text
  const items = Array.isArray(body) ? body.length : undefined
  return { path: pathname + search, status: answer?.status() ?? 0, size: text.length, items }
}

/** To be run in each page from its start: notes when its content stands, and what keeps it from answering. */
export function watchPage(): void {
  const times = { shown: 0, busy: 0 }
  Object.assign(window, { measured: times })
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

function figures(): Figures {
  const { measured } = window as unknown as { measured: Pick<Figures, 'shown' | 'busy'> }
  // Chromium's alone.
  const { memory } = performance as unknown as { memory: { usedJSHeapSize: number } }
  const ends = performance
    .getEntriesByType('resource')
    .filter(({ name }) => !name.endsWith('/live'))
    .map((entry) => (entry as PerformanceResourceTiming).responseEnd)
    .filter((end) => end < measured.shown)
  return {
    shown: Math.round(measured.shown - Math.max(0, ...ends)),
    busy: Math.round(measured.busy),
    elements: document.getElementsByTagName('*').length,
    memory: Math.round(memory.usedJSHeapSize / 1e6),
  }
}
