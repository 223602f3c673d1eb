// A token or a secret that was just made: the only time that it is shown, with the lines that use it.
import { Alert, Button, Group, Modal, Stack, Text } from '@mantine/core'
import { loginCommand } from '../../app/login-command.ts'
import { CopyLine } from '../../ui/copy-line.tsx'
import { Facts } from '../../ui/facts.tsx'
import { exactly } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'

export interface SecretShownProps {
  readonly title: string
  readonly username: string
  readonly secret: string
  /** What it is: a token, a secret. */
  readonly name: string
  /** ISO 8601, where it ends. */
  readonly expires?: string
  /** As the server says it: the secret comes by standard input. */
  readonly command?: string
  readonly onClose: () => void
}

const byStdin = ' --password-stdin'

export function SecretShown(props: SecretShownProps) {
  const { title, username, secret, name, expires, onClose } = props
  const { t, language } = useWords()
  const command = props.command ?? `${loginCommand(window.location.host, username)}${byStdin}`
  return (
    <Modal
      opened
      size="lg"
      title={title}
      onClose={onClose}
      // A click beside it, or a key, must not take away what is never shown again.
      closeOnClickOutside={false}
      closeOnEscape={false}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Alert color="yellow">{t('account.shown.once')}</Alert>
        <Facts
          facts={[
            [t('account.shown.user'), <CopyLine key="user" text={username} />],
            [name, <CopyLine key="secret" text={secret} />],
            [t('account.shown.ends'), expires && exactly(expires, language)],
          ]}
        />
        <Stack gap={4}>
          <Text size="sm">{t('account.shown.login')}</Text>
          <CopyLine text={command.replace(byStdin, '')} />
        </Stack>
        <Stack gap={4}>
          <Text size="sm">{t('account.shown.script')}</Text>
          <CopyLine text={command} />
        </Stack>
        <Group justify="flex-end">
          <Button onClick={onClose} data-autofocus>
            {t('common.done')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
