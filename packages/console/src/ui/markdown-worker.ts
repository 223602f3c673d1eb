// A worker that lays Markdown out: a text that keeps it busy for ever leaves the page as it is.
import { treeOf } from './markdown-tree.ts'

addEventListener('message', ({ data }: MessageEvent<string>) => postMessage(treeOrNull(data)))
// From now on the page counts the time that a text takes.
postMessage('ready')

function treeOrNull(text: string) {
  try {
    return treeOf(text)
  } catch {
    return null
  }
}
