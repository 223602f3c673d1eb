// When purges run by themselves.
import { Alert, Button, Card, Code, Group, NativeSelect, Stack, Text, TextInput, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { api } from '../../api.ts'
import { Ago } from '../../ui/ago.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import { onText } from './on-text.ts'
import { type Purge, parametersOf, usualWish, wishOf } from './purge.ts'
import { isComplete, PurgeWishFields } from './purge-wish-fields.tsx'

const plans = ['None', 'Hourly', 'Daily', 'Weekly', 'Custom'] as const
type Plan = (typeof plans)[number]

export function PurgeSchedule() {
  const { t } = useWords()
  const planned = useQuery({
    queryKey: ['purge schedule'],
    // A query's answer is never undefined: null stands for no schedule.
    queryFn: async () => (await api.getPurgeSchedule()).body ?? null,
  })
  return (
    <Card withBorder padding="lg" component="section" aria-label={t('administration.schedule')}>
      <Stack>
        <Title order={2} size="h4">
          {t('administration.schedule')}
        </Title>
        {planned.error && <FailureNotice error={planned.error} again={() => planned.refetch()} />}
        {planned.isPending && <Skeletons rows={2} />}
        {planned.data !== undefined && (
          <ScheduleForm key={planned.data?.update_time ?? 'none'} planned={planned.data ?? undefined} />
        )}
      </Stack>
    </Card>
  )
}

function ScheduleForm({ planned }: { readonly planned: Purge | undefined }) {
  const { t } = useWords()
  const queries = useQueryClient()
  const current = plans.find((each) => each === planned?.schedule.type) ?? 'None'
  const [plan, setPlan] = useState<Plan>(current)
  const [cron, setCron] = useState(planned?.schedule.cron ?? '0 0 3 * * *')
  const [wish, setWish] = useState(planned ? wishOf(planned.job_parameters) : usualWish)
  const [problem, setProblem] = useState<string>()
  const save = async (event: FormEvent) => {
    event.preventDefault()
    setProblem(undefined)
    try {
      const schedule = { type: plan, ...(plan === 'Custom' && { cron }) }
      await api.updatePurgeSchedule({ body: { schedule, parameters: parametersOf(wish, false) } })
      await queries.invalidateQueries({ queryKey: ['purge schedule'] })
      notifications.show({
        message: t('common.saved'),
        color: 'teal',
        closeButtonProps: { 'aria-label': t('common.close') },
      })
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error))
    }
  }
  const next = planned?.schedule.next_scheduled_time ?? undefined
  return (
    <form onSubmit={save}>
      <Stack>
        <Group align="flex-end">
          <NativeSelect
            label={t('administration.schedule.when')}
            value={plan}
            data={plans.map((value) => ({ value, label: t(`administration.schedule.${value}`) }))}
            onChange={onText((value) => setPlan(plans.find((each) => each === value) ?? 'None'))}
          />
          {plan === 'Custom' && (
            <TextInput
              label={t('administration.schedule.cron')}
              value={cron}
              required
              spellCheck={false}
              onChange={onText(setCron)}
            />
          )}
        </Group>
        {plan === 'Custom' && (
          <Text size="sm" c="dimmed">
            {t('administration.schedule.cronWords')} <Code>0 0 3 * * *</Code>
          </Text>
        )}
        {plan !== 'None' && <PurgeWishFields wish={wish} onChange={setWish} />}
        {next !== undefined && (
          <Text size="sm">
            {t('administration.schedule.next')} <Ago time={next} />
          </Text>
        )}
        {problem !== undefined && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <Group>
          <Button type="submit" disabled={plan !== 'None' && !isComplete(wish)}>
            {t('common.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
