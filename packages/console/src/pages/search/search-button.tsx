// What opens the search from every page: a field by its looks, an icon where there is no room.
import { ActionIcon, Group, Kbd, Text, UnstyledButton } from '@mantine/core'
import { searchKeys } from '../../app/shortcuts.ts'
import { Icon } from '../../ui/icon.tsx'
import { useWords } from '../../words/words.tsx'

export function SearchButton({ onClick }: { readonly onClick: () => void }) {
  const { t } = useWords()
  return (
    <>
      <UnstyledButton
        className="search-button"
        visibleFrom="sm"
        onClick={onClick}
        aria-keyshortcuts="Control+K Meta+K /"
      >
        <Group gap="xs" wrap="nowrap">
          <Icon name="search" size={16} />
          <Text span size="sm" flex={1}>
            {t('search.open')}
          </Text>
          <Kbd size="xs">{searchKeys.join(' ')}</Kbd>
        </Group>
      </UnstyledButton>
      <ActionIcon
        hiddenFrom="sm"
        variant="subtle"
        color="gray"
        size="lg"
        onClick={onClick}
        aria-label={t('search.open')}
      >
        <Icon name="search" />
      </ActionIcon>
    </>
  )
}
