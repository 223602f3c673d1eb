// Has Markdown laid out by a worker, which is ended when a text takes too long.
import type { Root } from 'hast'

/** Where the worker is: scripts/build/console.ts puts it in. */
declare const markdownWorkerAddress: string

/** In milliseconds. The longest readme that is shown takes half a second on a computer: a phone may be ten times slower. */
const patience = 5_000

/** One for the page, from its first text on. */
let kept: Worker | undefined
let last: Promise<unknown> = Promise.resolve()

/** @returns null for what takes too long, or would be too much for a page. Throws where no worker is to be had. */
export function layOut(text: string): Promise<Root | null> {
  // One after the other: the time that one takes is not the next one's.
  const tree = last.then(() => treeOf(text))
  last = tree.catch(() => undefined)
  return tree
}

async function treeOf(text: string): Promise<Root | null> {
  const worker = kept ?? (await begun())
  kept = undefined
  worker.postMessage(text)
  const late = new Promise<null>((resolve) => setTimeout(resolve, patience, null))
  const tree = await Promise.race([messageOf<Root | null>(worker), late]).catch(() => null)
  if (tree) kept = worker
  else worker.terminate()
  return tree
}

/** Ready for its first text: to fetch it takes as long as the network does. */
async function begun(): Promise<Worker> {
  const worker = new Worker(markdownWorkerAddress, { type: 'module' })
  await messageOf<'ready'>(worker)
  return worker
}

function messageOf<Message>(worker: Worker): Promise<Message> {
  return new Promise((resolve, reject) => {
    const failed = (event: Event) => {
      event.preventDefault()
      reject(new Error('the worker failed'))
    }
    worker.onmessage = ({ data }: MessageEvent<Message>) => resolve(data)
    worker.onmessageerror = failed
    worker.onerror = failed
  })
}
