// How an image was built, step by step, and how it is configured to run.
import { Card, Code, Stack, Table, Text, Title } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Ago } from '../../ui/ago.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { size } from '../../ui/format.ts'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import type { ArtifactProps } from './artifact-props.ts'
import { additionQuery, manifestQuery } from './artifact-queries.ts'
import { type BuildStep, buildSteps } from './build-steps.ts'
import { configurationOf } from './configuration.ts'
import type { Descriptor } from './manifest-document.ts'

export function BuildTab({ repository, artifact }: ArtifactProps) {
  const { t } = useWords()
  const history = useQuery(additionQuery(repository, artifact.digest, 'build_history'))
  const manifest = useQuery(manifestQuery(repository, artifact.digest))
  if (history.error) return <FailureNotice error={history.error} again={() => history.refetch()} />
  if (history.isPending || manifest.isPending) return <Skeletons />
  const steps = buildSteps(history.data)
  const layers = manifest.data?.document.layers ?? []
  const fits = steps.filter(({ layer }) => layer !== undefined).length === layers.length
  return (
    <Stack gap="md">
      {steps.length === 0 ? (
        <Nothing>{t('artifacts.build.none')}</Nothing>
      ) : (
        <Steps steps={steps} layers={fits ? layers : []} />
      )}
      <Configuration artifact={artifact} />
    </Stack>
  )
}

interface StepsProps {
  readonly steps: readonly BuildStep[]
  readonly layers: readonly Descriptor[]
}

function Steps({ steps, layers }: StepsProps) {
  const { t } = useWords()
  return (
    <Card withBorder padding={0}>
      <Table.ScrollContainer minWidth={560} type="native" tabIndex={0}>
        <Table verticalSpacing="sm" horizontalSpacing="md" className="stacked build-steps">
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="number">#</Table.Th>
              <Table.Th>{t('artifacts.build.step')}</Table.Th>
              <Table.Th className="number">{t('artifacts.size')}</Table.Th>
              <Table.Th>{t('artifacts.build.when')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {steps.map(({ number, words, comment, created, layer }) => (
              <Table.Tr key={number}>
                <Table.Td className="number">{number}</Table.Td>
                <Table.Td>
                  <Code className="long-name wrapped">{words || t('artifacts.build.unsaid')}</Code>
                  {comment !== undefined && (
                    <Text size="xs" c="dimmed" className="long-name">
                      {comment}
                    </Text>
                  )}
                </Table.Td>
                <Table.Td className="number">
                  {layer === undefined ? (
                    <Text span size="sm" c="dimmed">
                      {t('artifacts.build.noLayer')}
                    </Text>
                  ) : (
                    sizeOf(layers[layer])
                  )}
                </Table.Td>
                <Table.Td className="nowrap">
                  <Ago time={created !== undefined && Date.parse(created) > 0 ? created : undefined} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  )
}

function sizeOf(layer: Descriptor | undefined): string {
  return layer ? size(layer.size) : '–'
}

function Configuration({ artifact }: Pick<ArtifactProps, 'artifact'>) {
  const { t } = useWords()
  const facts = configurationOf(artifact).map(
    ({ words, name, value }): Fact => [
      words ? t(words) : name,
      <Code key={name} className="long-name wrapped">
        {value}
      </Code>,
    ],
  )
  if (facts.length === 0) return null
  return (
    <Card withBorder padding="lg">
      <Stack gap="md">
        <Title order={2} size="h5">
          {t('artifacts.configuration')}
        </Title>
        <Facts facts={facts} />
      </Stack>
    </Card>
  )
}
