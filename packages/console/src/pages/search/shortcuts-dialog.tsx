// All keys that work on every page.
import { Group, Kbd, Modal, Table, Text } from '@mantine/core'
import { useNavigation } from '../../app/navigation.ts'
import { useCurrentUser } from '../../app/session.ts'
import { goKeys, searchKeys } from '../../app/shortcuts.ts'
import { useWords } from '../../words/words.tsx'

export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useWords()
  const user = useCurrentUser()
  const places = useNavigation().map(({ to, words }) => ({ to: String(to), name: t(words) }))
  const own = user ? [{ to: '/account', name: t('account.title') }] : []
  const rows: readonly (readonly [string, readonly string[]])[] = [
    [t('search.keys.search'), [...searchKeys, t('search.keys.or'), '/']],
    [t('search.keys.help'), ['?']],
    ...[...places, ...own].flatMap(({ to, name }) => {
      const letter = goKeys[to]
      const keys = letter === undefined ? [] : ['g', t('search.keys.then'), letter]
      return keys.length === 0 ? [] : [[t('search.keys.go', { place: name }), keys] as const]
    }),
    [t('search.keys.move'), ['↑', '↓']],
    [t('search.keys.choose'), ['↵']],
    [t('search.keys.close'), ['Esc']],
  ]
  const between = [t('search.keys.then'), t('search.keys.or')]
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('search.keys.title')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Table>
        <Table.Tbody>
          {rows.map(([what, keys]) => (
            <Table.Tr key={what}>
              <Table.Th scope="row" fw={400}>
                {what}
              </Table.Th>
              <Table.Td>
                <Group gap={6} justify="flex-end" wrap="nowrap">
                  {keys.map((key) =>
                    between.includes(key) ? (
                      <Text key={key} span size="sm" c="dimmed">
                        {key}
                      </Text>
                    ) : (
                      <Kbd key={key}>{key}</Kbd>
                    ),
                  )}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}
