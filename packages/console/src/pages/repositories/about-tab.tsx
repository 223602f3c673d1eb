// What a repository is for, in Markdown; edited in place by those who may.
import { Alert, Box, Button, Card, Flex, Group, SegmentedControl, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import { Icon } from '../../ui/icon.tsx'
import { Nothing } from '../../ui/list.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { useWords } from '../../words/words.tsx'

/** As many as the server takes. */
const mostLetters = 10_000

export interface AboutTabProps {
  readonly repository: string
  readonly description: string
  readonly editable: boolean
}

export function AboutTab({ repository, description, editable }: AboutTabProps) {
  const { t } = useWords()
  const [editing, edit] = useState(false)
  if (editing) {
    return <Editor repository={repository} description={description} onClose={() => edit(false)} />
  }
  if (description === '') {
    return editable ? (
      <Beginning begin={() => edit(true)} />
    ) : (
      <Nothing>{t('repositories.about.empty')}</Nothing>
    )
  }
  return (
    <Card withBorder padding="lg">
      <Flex direction={{ base: 'column-reverse', sm: 'row' }} justify="space-between" gap="md">
        <Box flex={1} miw={0}>
          <Markdown text={description} />
        </Box>
        {editable && (
          <Button
            size="xs"
            variant="default"
            className="aside-button"
            leftSection={<Icon name="pencil" size={16} />}
            onClick={() => edit(true)}
          >
            {t('common.edit')}
          </Button>
        )}
      </Flex>
    </Card>
  )
}

function Beginning({ begin }: { readonly begin: () => void }) {
  const { t } = useWords()
  return (
    <Card withBorder padding="xl">
      <Stack align="center" gap="sm">
        <Text ta="center">{t('repositories.about.empty')}</Text>
        <Text c="dimmed" ta="center" maw={480}>
          {t('repositories.about.hint')}
        </Text>
        <Button onClick={begin}>{t('repositories.about.begin')}</Button>
      </Stack>
    </Card>
  )
}

interface EditorProps extends Omit<AboutTabProps, 'editable'> {
  readonly onClose: () => void
}

function Editor({ repository, description, onClose }: EditorProps) {
  const { t } = useWords()
  const [text, setText] = useState(description)
  const [view, setView] = useState<'write' | 'preview'>('write')
  const saving = useSaving(repository, onClose)
  return (
    <Card withBorder padding="lg">
      <form
        onSubmit={(event) => {
          event.preventDefault()
          saving.mutate(text)
        }}
      >
        <Stack>
          <SegmentedControl
            aria-label={t('repositories.about.view')}
            value={view}
            onChange={setView}
            data={(['write', 'preview'] as const).map((value) => ({
              value,
              label: t(`repositories.about.${value}`),
            }))}
            className="fitting"
          />
          {view === 'write' ? (
            <Textarea
              label={t('repositories.about.label')}
              description={t('repositories.about.hint')}
              value={text}
              maxLength={mostLetters}
              autosize
              minRows={10}
              maxRows={30}
              data-autofocus
              autoFocus
              onChange={({ currentTarget }) => setText(currentTarget.value)}
            />
          ) : (
            <Preview text={text} />
          )}
          {saving.error && (
            <Alert color="red" role="alert">
              {saving.error.message}
            </Alert>
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {t('common.save')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Card>
  )
}

function Preview({ text }: { readonly text: string }) {
  const { t } = useWords()
  if (text.trim() === '') return <Text c="dimmed">{t('repositories.about.blank')}</Text>
  return <Markdown text={text} />
}

function useSaving(repository: string, onSaved: () => void) {
  const queries = useQueryClient()
  return useMutation({
    mutationFn: (description: string) =>
      api.updateRepository({ params: repositoryParams(repository), body: { description } }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['repository', repository] })
      void queries.invalidateQueries({ queryKey: ['repositories'] })
      onSaved()
    },
  })
}
