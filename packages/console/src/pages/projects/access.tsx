// Who may pull: everybody, or members.
import { Group } from '@mantine/core'
import { Icon } from '../../ui/icon.tsx'
import { useWords } from '../../words/words.tsx'

export function Access({ open }: { readonly open: boolean }) {
  const { t } = useWords()
  return (
    <Group gap={6} wrap="nowrap" component="span">
      <Icon name={open ? 'globe' : 'lock'} size={16} />
      {t(open ? 'projects.public' : 'projects.private')}
    </Group>
  )
}
