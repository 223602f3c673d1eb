// Answers that take long are kept for a while, the longer the more they cost: whoever asks again and again takes no
// more than a small part of the one reader that all long reads wait for.
import { LRUCache } from 'lru-cache'

/** An answer that took less is not kept at all, in milliseconds: what is asked next is to see what has changed. */
const costly = 1_000
/** Others are kept for so many times as long as they took. */
const times = 50
const longest = 300_000
const most = 1_000

interface Kept<Answer> {
  readonly answer: Promise<Answer>
  /** Not known before it is there: all who ask meanwhile wait for the same. */
  until: number
}

export class CostlyAnswers<Answer> {
  private readonly kept = new LRUCache<string, Kept<Answer>>({ max: most })

  constructor(private readonly leastMs = costly) {}

  /** @param ask is asked when nothing is kept under `key` any more; when it fails, nothing is kept */
  of(key: string, ask: () => Promise<Answer>): Promise<Answer> {
    const found = this.kept.get(key)
    if (found && performance.now() < found.until) return found.answer
    const began = performance.now()
    const kept = { answer: ask(), until: Number.POSITIVE_INFINITY }
    this.kept.set(key, kept)
    kept.answer.then(
      () => {
        const now = performance.now()
        const took = now - began
        kept.until = took < this.leastMs ? now : now + Math.min(longest, took * times)
      },
      () => {
        if (this.kept.get(key) === kept) this.kept.delete(key)
      },
    )
    return kept.answer
  }
}
