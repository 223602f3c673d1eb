// A command to copy: what is shown is what is copied.
import { ActionIcon, Code, CopyButton, Group, Tooltip } from '@mantine/core'
import { useWords } from '../words/words.tsx'
import { Icon } from './icon.tsx'

export function CopyLine({ text, label }: { readonly text: string; readonly label?: string }) {
  return (
    <Group gap="xs" wrap="nowrap" align="center">
      <Code block className="copy-line" aria-label={label}>
        {text}
      </Code>
      <CopyIcon text={text} />
    </Group>
  )
}

export function CopyIcon({ text }: { readonly text: string }) {
  const { t } = useWords()
  return (
    <CopyButton value={text} timeout={1500}>
      {({ copied, copy }) => (
        <Tooltip label={copied ? t('copy.copied') : t('copy.copy')}>
          <ActionIcon
            variant="subtle"
            color={copied ? 'teal' : 'gray'}
            onClick={copy}
            aria-label={`${t('copy.copy')}: ${text}`}
          >
            <Icon name={copied ? 'check' : 'copy'} />
          </ActionIcon>
        </Tooltip>
      )}
    </CopyButton>
  )
}
