// Names of settings: variables both ways, and the guesses for wrong names.
import { describe, expect, test } from 'bun:test'
import { namedSettings, nearestName, settingByPath, variableOf } from './names.ts'

describe('every setting', () => {
  const variables = namedSettings.flatMap(({ variable }) => [variable, `${variable}_FILE`])

  test('has variables that no other setting has', () => {
    expect(new Set(variables).size).toBe(variables.length)
  })

  test.each(namedSettings.map(({ path, variable }) => [path, variable]))(
    '%s and %s name each other',
    (path, variable) => {
      // The way back: the first word is the group, the others are the name in camelCase.
      const [group = '', ...words] = variable.replace('ENTREPOT_', '').toLowerCase().split('_')
      const name = words.map((word, i) => (i === 0 ? word : word[0]!.toUpperCase() + word.slice(1))).join('')
      expect(`${group}.${name}`).toBe(path)
    },
  )

  test.each(namedSettings.map((named) => [named.path, named.setting] as const))(
    '%s is explained',
    (_, setting) => {
      expect(setting.words).toMatch(/^[A-Z].*\.$/)
      expect(setting.words).not.toContain('|')
      for (const [, other = ''] of setting.words.matchAll(/`([a-z]+\.[a-zA-Z]+)`/g)) {
        if (other !== 'authorization.credentials_file') expect(settingByPath.has(other)).toBe(true)
      }
    },
  )

  test('has flags that no other setting has', () => {
    const flags = namedSettings.flatMap(({ setting }) => setting.flag?.match(/(?<=^|\s)--?[\w-]+/g) ?? [])
    expect(new Set(flags).size).toBe(flags.length)
  })
})

test('a word in camelCase becomes words in a variable', () => {
  expect(variableOf('http.externalUrl')).toBe('ENTREPOT_HTTP_EXTERNAL_URL')
})

test.each([
  ['http.prot', 'http.port'],
  ['http.external_url', 'http.externalUrl'],
  ['http.externalURL', 'http.externalUrl'],
  ['http.certificate', 'tls.certificate'],
  ['port', 'http.port'],
  ['storage.paths', 'storage.path'],
])('%s was probably meant as %s', (wrong, right) => {
  expect(nearestName(wrong, [...settingByPath.keys()])).toBe(right)
})
