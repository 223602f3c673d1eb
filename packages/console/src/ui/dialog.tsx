// Dialogs: of a form, and of what cannot be undone.
import { Alert, Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useWords } from '../words/words.tsx'
import { problemWords } from './failure-notice.tsx'
import { useNarrow } from './use-narrow.ts'

export interface DialogProps {
  readonly opened: boolean
  readonly onClose: () => void
  readonly title: string
  /** The button that does it. */
  readonly action: string
  /** Does it; what it throws is shown, and the dialog stays. False where it was stopped on the way. */
  readonly onSubmit: () => Promise<unknown>
  /** Said afterwards; absent: nothing is said, as the page shows it. */
  readonly done?: string
  readonly disabled?: boolean
  /** That of a long form: a phone gives it the whole screen, and its buttons stay in reach. */
  readonly size?: 'lg' | 'xl'
  readonly children: ReactNode
}

export function FormDialog(props: DialogProps) {
  return <Dialog {...props} color={undefined} />
}

export interface DangerDialogProps extends DialogProps {
  /** To be typed first, where much goes at once: the name of what goes. */
  readonly typed?: string
}

/** Its children say what goes: names, digests, bytes. */
export function DangerDialog({ typed, children, disabled, ...props }: DangerDialogProps) {
  const { t } = useWords()
  const [text, setText] = useState('')
  const wrong = typed !== undefined && text !== typed
  return (
    <Dialog {...props} color="red.8" disabled={disabled === true || wrong}>
      {children}
      {typed !== undefined && (
        <TextInput
          label={
            <Text span size="sm">
              {t('danger.type', { text: '' }).trim()} <Code>{typed}</Code>
            </Text>
          }
          value={text}
          autoComplete="off"
          spellCheck={false}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      )}
    </Dialog>
  )
}

function Dialog({
  opened,
  onClose,
  title,
  action,
  onSubmit,
  done,
  disabled = false,
  size,
  color,
  children,
}: DialogProps & { readonly color: string | undefined }) {
  const { t } = useWords()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  const isLong = size !== undefined
  const narrow = useNarrow()
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    // A dialog lies within another form in React's tree, whose submit this is not.
    event.stopPropagation()
    if (busy || disabled) return
    setBusy(true)
    setProblem(undefined)
    try {
      const result = await onSubmit()
      onClose()
      if (done !== undefined && result !== false) {
        notifications.show({
          message: done,
          color: 'teal',
          closeButtonProps: { 'aria-label': t('common.close') },
        })
      }
    } catch (error) {
      setProblem(problemWords(error, t))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size ?? 'md'}
      fullScreen={isLong && narrow}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <form onSubmit={submit}>
        <Stack>
          {children}
          {problem !== undefined && (
            <Alert color="red" role="alert" className="long-name">
              {problem}
            </Alert>
          )}
          <Group justify="flex-end" {...(isLong && { className: 'dialog-actions' })}>
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" color={color} loading={busy} disabled={disabled}>
              {action}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
