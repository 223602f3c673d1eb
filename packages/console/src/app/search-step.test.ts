// What is a step that Back undoes, and what is not.
import { expect, test } from 'bun:test'
import { searchStep } from './search-step.ts'

test.each([
  ['a first letter', {}, { q: 'a' }, false],
  ['a second letter', { q: 'a' }, { q: 'ab' }, true],
  ['a letter that leads to the first page', { q: 'a', page: 3 }, { q: 'ab' }, true],
  ['the last letter’s deletion', { q: 'a' }, {}, false],
  ['another sort', { q: 'a', sort: 'name' }, { q: 'a', sort: '-name' }, false],
  ['another page', { q: 'a' }, { q: 'a', page: 2 }, false],
  ['letters and a choice at once', { q: 'a', type: 'x' }, { q: 'ab', type: 'y' }, false],
  ['nothing new', { q: 'a' }, { q: 'a' }, true],
])('%s', (_, before, after, replace) => {
  expect(searchStep(before, after).replace).toBe(replace)
})
