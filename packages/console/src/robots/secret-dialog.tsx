// A robot's new secret, shown this once, with the line to log in by.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { CopyLine } from '../ui/copy-line.tsx'
import { Icon } from '../ui/icon.tsx'
import { useWords } from '../words/words.tsx'
import { loginLine } from './robot.ts'
import type { NewSecret } from './robot-dialog.tsx'

export function SecretDialog({ name, secret, onClose }: NewSecret & { readonly onClose: () => void }) {
  const { t } = useWords()
  return (
    <Modal
      opened
      size="lg"
      title={t('robots.secret.title', { name })}
      // What is shown once does not go by a click beside it, or by a key.
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      onClose={onClose}
    >
      <Stack>
        <Alert color="yellow" icon={<Icon name="key" />}>
          {t('robots.secret.once')}
        </Alert>
        <Stack gap={4}>
          <Text size="sm" className="field-label">
            {t('robots.secret.secret')}
          </Text>
          <CopyLine text={secret} />
        </Stack>
        <Stack gap={4}>
          <Text size="sm" className="field-label">
            {t('robots.secret.login')}
          </Text>
          <CopyLine text={loginLine(name)} />
          <Text size="sm" c="dimmed">
            {t('robots.secret.asks')}
          </Text>
        </Stack>
        <Group justify="flex-end">
          <Button onClick={onClose}>{t('common.done')}</Button>
        </Group>
      </Stack>
    </Modal>
  )
}
