// A command to copy: what is shown is what is copied.
import { ActionIcon, Code, Group, Tooltip } from '@mantine/core'
import { useWords } from '../words/words.tsx'
import { Icon } from './icon.tsx'
import { useCopy } from './use-copy.ts'

export function CopyLine({ text }: { readonly text: string }) {
  return (
    <Group gap="xs" wrap="nowrap" align="center">
      {/* Who has no mouse scrolls it by the arrow keys. */}
      <Code block className="one-line" tabIndex={0}>
        {text}
      </Code>
      <CopyIcon text={text} />
    </Group>
  )
}

export function CopyIcon({ text, label }: { readonly text: string; readonly label?: string }) {
  const { t } = useWords()
  const { copied, copy } = useCopy()
  return (
    <Tooltip label={copied ? t('copy.copied') : (label ?? t('copy.copy'))}>
      <ActionIcon
        variant="subtle"
        color={copied ? 'teal' : 'gray'}
        onClick={() => copy(text)}
        aria-label={label ?? `${t('copy.copy')}: ${text}`}
      >
        <Icon name={copied ? 'check' : 'copy'} />
      </ActionIcon>
    </Tooltip>
  )
}
