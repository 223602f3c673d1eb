// Which names and colours labels take.
import { expect, test } from 'bun:test'
import { requireLabelWords } from './label-rules.ts'

test.each(['', '#fff', '#2F7D32', '#2F7D32ff', 'teal'])('the colour %p is taken', (color) => {
  expect(requireLabelWords({ name: 'x', color })).toEqual({ name: 'x', description: '', color })
})

test.each(['#ff', '#ggg', 'red; background: url(x)', '"><script>'])('the colour %p is refused', (color) => {
  expect(() => requireLabelWords({ name: 'x', color })).toThrow('invalid color')
})

test.each(['', '  ', 'a\nb', 'n'.repeat(129)])('the name %p is refused', (name) => {
  expect(() => requireLabelWords({ name })).toThrow('the name of a label')
})

test('letters are counted, not bytes', () => {
  expect(requireLabelWords({ name: '🙂'.repeat(128) }).name).toHaveLength(256)
})
