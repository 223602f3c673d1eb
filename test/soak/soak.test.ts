// Two minutes of the soak that `npm run soak` makes for an hour.
import { expect, test } from 'bun:test'
import { tellFigures } from '../faults/figures.ts'
import { soak } from './soak.ts'

test('two minutes of mixed load: nothing grows, nothing fails, nothing is lost', async () => {
  const lines: string[] = []
  const problems = await soak({ seconds: 120, print: (line) => lines.push(line), printEvery: 20 })
  tellFigures(...lines.slice(-4))
  expect(problems).toEqual([])
}, 240_000)
