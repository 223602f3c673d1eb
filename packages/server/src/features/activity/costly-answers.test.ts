// What took long is not asked again at once, and what failed is.
import { expect, test } from 'bun:test'
import { CostlyAnswers } from './costly-answers.ts'

test('many who ask at once, and soon after, cost one question', async () => {
  const answers = new CostlyAnswers<number>(20)
  let asked = 0
  const ask = async () => {
    await Bun.sleep(50)
    return ++asked
  }
  expect(await Promise.all(Array.from({ length: 100 }, () => answers.of('a', ask)))).toEqual(
    Array(100).fill(1),
  )
  expect(await answers.of('a', ask)).toBe(1)
  expect(await answers.of('b', ask)).toBe(2)
})

test('what cost little is asked again', async () => {
  const answers = new CostlyAnswers<number>()
  let asked = 0
  const ask = async () => ++asked
  expect(await answers.of('a', ask)).toBe(1)
  expect(await answers.of('a', ask)).toBe(2)
})

test('what failed is asked again', async () => {
  const answers = new CostlyAnswers<string>()
  const fail = () => answers.of('a', () => Promise.reject(new Error('no')))
  await expect(fail()).rejects.toThrow('no')
  expect(await answers.of('a', async () => 'yes')).toBe('yes')
})
