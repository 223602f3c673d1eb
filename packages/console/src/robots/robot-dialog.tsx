// Makes or changes a robot: what all robots have; what it may do is chosen in the dialog's children.
import { Checkbox, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { api } from '../api.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { FoldedFields } from '../ui/form-part.tsx'
import { useWords } from '../words/words.tsx'
import { ExpiryChoice } from './expiry-choice.tsx'
import type { Robot, RobotPermission, RobotPlace } from './robot.ts'

/** A new secret, to be shown once. */
export interface NewSecret {
  readonly name: string
  readonly secret: string
}

/** What a dialog for some place's robots is given; it brings the permissions. */
export interface RobotEditorProps {
  /** That is changed; absent: one is made. */
  readonly robot?: Robot | undefined
  readonly onClose: () => void
  readonly onMade: (made: NewSecret) => void
}

export interface RobotDialogProps extends RobotEditorProps {
  readonly level: RobotPlace['level']
  readonly permissions: readonly RobotPermission[]
  /** To choose the permissions by. */
  readonly children: ReactNode
}

const namePattern = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const usualDays = 30

export function RobotDialog({ robot, level, permissions, onClose, onMade, children }: RobotDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [description, setDescription] = useState(robot?.description ?? '')
  const [days, setDays] = useState<number | ''>(robot ? (robot.duration ?? usualDays) : usualDays)
  const [disable, setDisable] = useState(robot?.disable ?? false)
  const isName = namePattern.test(name)
  const complete = (robot !== undefined || isName) && days !== '' && permissions.length > 0
  const submit = async () => {
    const content = { description, disable, duration: Number(days), permissions: [...permissions], level }
    if (robot) {
      const params = { robot_id: robot.id ?? 0 }
      await api.UpdateRobot({ params, body: { ...content, name: robot.name } })
    } else {
      const { body } = await api.CreateRobot({ body: { ...content, name } })
      onMade(body)
    }
    await queries.invalidateQueries({ queryKey: ['robots'] })
  }
  return (
    <FormDialog
      opened
      size="xl"
      title={robot ? t('robots.edit', { name: robot.name ?? '' }) : t('robots.new')}
      action={t(robot ? 'common.save' : 'robots.create')}
      onClose={onClose}
      onSubmit={submit}
      disabled={!complete}
      {...(robot && { done: t('common.saved') })}
    >
      {!robot && (
        <TextInput
          label={t('common.name')}
          description={t('robots.nameRules')}
          value={name}
          required
          data-autofocus
          autoComplete="off"
          spellCheck={false}
          maxLength={255}
          error={name !== '' && !isName && t('robots.nameWrong')}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
      )}
      {children}
      <ExpiryChoice
        days={days}
        onChange={setDays}
        {...(robot?.creation_time && { since: robot.creation_time })}
      />
      <FoldedFields label={t('common.moreFields')} open={robot !== undefined}>
        <Textarea
          label={t('common.description')}
          value={description}
          maxLength={1024}
          autosize
          onChange={({ currentTarget }) => setDescription(currentTarget.value)}
        />
        {robot && (
          <Checkbox
            label={t('robots.disabled.words')}
            checked={disable}
            onChange={({ currentTarget }) => setDisable(currentTarget.checked)}
          />
        )}
      </FoldedFields>
    </FormDialog>
  )
}
