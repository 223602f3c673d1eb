// Two images, charts or whatever else, in two columns.
import { Card, Code, Stack, Table, Text, Title, VisuallyHidden } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Ago } from '../../ui/ago.tsx'
import { Digest } from '../../ui/digest.tsx'
import { FailureNotice, failureOf } from '../../ui/failure-notice.tsx'
import { size } from '../../ui/format.ts'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { ArtifactLink } from '../../ui/repository-link.tsx'
import { useWords } from '../../words/words.tsx'
import { type Artifact, manifestQuery } from './artifact-queries.ts'
import { bytesOf, compareLayers, type Difference, differences } from './comparison.ts'
import { configurationOf } from './configuration.ts'
import type { Descriptor, ManifestDocument } from './manifest-document.ts'
import { useTypeWords } from './type-words.ts'

export interface Side {
  /** A tag, or a short digest. */
  readonly name: string
  readonly artifact: Artifact
}

interface SideBySideProps {
  readonly repository: string
  readonly left: Side
  readonly right: Side
}

export function SideBySide({ repository, left, right }: SideBySideProps) {
  const { t } = useWords()
  const ofLeft = useQuery(manifestQuery(repository, left.artifact.digest))
  const ofRight = useQuery(manifestQuery(repository, right.artifact.digest))
  const failure = failureOf(ofLeft, ofRight)
  if (failure) return <FailureNotice {...failure} />
  if (!ofLeft.data || !ofRight.data) return <Skeletons />
  if (left.artifact.digest === right.artifact.digest) {
    return <Nothing>{t('artifacts.compare.same', { left: left.name, right: right.name })}</Nothing>
  }
  const settings = differences(configurationOf(left.artifact), configurationOf(right.artifact))
  return (
    <Stack gap="md">
      <Overview {...{ repository, left, right }} documents={[ofLeft.data.document, ofRight.data.document]} />
      <Layers {...{ left, right }} documents={[ofLeft.data.document, ofRight.data.document]} />
      {left.artifact.type === 'IMAGE' && right.artifact.type === 'IMAGE' && (
        <Settings {...{ left, right }} settings={settings} />
      )}
    </Stack>
  )
}

type Documents = readonly [ManifestDocument, ManifestDocument]

function Overview({
  repository,
  left,
  right,
  documents,
}: SideBySideProps & { readonly documents: Documents }) {
  const { t } = useWords()
  const typeWords = useTypeWords()
  const grown = right.artifact.size - left.artifact.size
  const bothSides = (show: (side: Side, document: ManifestDocument) => ReactNode) =>
    [show(left, documents[0]), show(right, documents[1])] as const
  const rows: readonly (readonly [string, readonly [ReactNode, ReactNode]])[] = [
    [t('artifacts.digest'), bothSides(({ artifact }) => <Digest digest={artifact.digest} />)],
    [t('artifacts.type'), bothSides(({ artifact }) => typeWords(artifact))],
    [
      t('artifacts.size'),
      [
        size(left.artifact.size),
        grown === 0
          ? size(right.artifact.size)
          : `${size(right.artifact.size)} (${grown < 0 ? '−' : '+'}${size(Math.abs(grown))})`,
      ],
    ],
    [t('artifacts.tab.layers'), bothSides((_, { layers }) => layers.length)],
    [t('artifacts.pushed'), bothSides(({ artifact }) => <Ago time={artifact.push_time} />)],
  ]
  return (
    <TwoColumns
      left={
        <ArtifactLink repository={repository} reference={left.artifact.digest}>
          {left.name}
        </ArtifactLink>
      }
      right={
        <ArtifactLink repository={repository} reference={right.artifact.digest}>
          {right.name}
        </ArtifactLink>
      }
    >
      {rows.map(([name, [ofLeft, ofRight]]) => (
        <Table.Tr key={name}>
          <Table.Th scope="row">{name}</Table.Th>
          <Table.Td data-side={left.name}>{ofLeft}</Table.Td>
          <Table.Td data-side={right.name}>{ofRight}</Table.Td>
        </Table.Tr>
      ))}
    </TwoColumns>
  )
}

function Layers({
  left,
  right,
  documents,
}: Omit<SideBySideProps, 'repository'> & { readonly documents: Documents }) {
  const { t, many } = useWords()
  const { common, onlyLeft, onlyRight } = compareLayers(documents[0].layers, documents[1].layers)
  const [ofLeft, ofRight] = [left, right].map(({ name }) => t('artifacts.compare.only', { name }))
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        {t('artifacts.tab.layers')}
      </Title>
      <Text size="sm" c="dimmed">
        {many('artifacts.compare.common', common.length, { size: size(bytesOf(common)) })}
      </Text>
      <TwoColumns left={ofLeft} right={ofRight} unnamed>
        <Table.Tr>
          <Table.Td data-side={ofLeft}>
            <LayerList layers={onlyLeft} />
          </Table.Td>
          <Table.Td data-side={ofRight}>
            <LayerList layers={onlyRight} />
          </Table.Td>
        </Table.Tr>
      </TwoColumns>
    </Stack>
  )
}

function LayerList({ layers }: { readonly layers: readonly Descriptor[] }) {
  const { t } = useWords()
  if (layers.length === 0) return <Text c="dimmed">{t('artifacts.compare.noLayers')}</Text>
  return (
    <Stack gap={2}>
      <Text size="sm" fw={600}>
        {size(bytesOf(layers))}
      </Text>
      {layers.map(({ digest, size: bytes }) => (
        <div key={digest}>
          <Digest digest={digest} />{' '}
          <Text span size="sm" c="dimmed" className="nowrap">
            {size(bytes)}
          </Text>
        </div>
      ))}
    </Stack>
  )
}

interface SettingsProps extends Omit<SideBySideProps, 'repository'> {
  readonly settings: readonly Difference[]
}

function Settings({ left, right, settings }: SettingsProps) {
  const { t } = useWords()
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        {t('artifacts.configuration')}
      </Title>
      {settings.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t('artifacts.compare.sameConfiguration')}
        </Text>
      ) : (
        <TwoColumns left={left.name} right={right.name}>
          {settings.map(({ name, words, left: ofLeft, right: ofRight }) => (
            <Table.Tr key={name}>
              <Table.Th scope="row" className="long-name">
                {words ? t(words) : name}
              </Table.Th>
              <Value side={left.name} value={ofLeft} />
              <Value side={right.name} value={ofRight} />
            </Table.Tr>
          ))}
        </TwoColumns>
      )}
    </Stack>
  )
}

function Value({ side, value }: { readonly side: string; readonly value: string | undefined }) {
  const { t } = useWords()
  return (
    <Table.Td data-side={side}>
      {value === undefined ? (
        <Text span size="sm" c="dimmed">
          {t('artifacts.compare.unset')}
        </Text>
      ) : (
        <Code className="long-name wrapped">{value}</Code>
      )}
    </Table.Td>
  )
}

/** Where it is narrow, each side's cell stands below the other, and says by `data-side` whose it is. */
interface TwoColumnsProps {
  readonly left: ReactNode
  readonly right: ReactNode
  /** Rows have no names. */
  readonly unnamed?: boolean
  readonly children: ReactNode
}

function TwoColumns({ left, right, unnamed, children }: TwoColumnsProps) {
  const { t } = useWords()
  return (
    <Card withBorder padding={0}>
      <Table.ScrollContainer minWidth={520} type="native" tabIndex={0}>
        <Table verticalSpacing="sm" horizontalSpacing="md" layout="fixed" className="stacked two-sides">
          <Table.Thead>
            <Table.Tr>
              {!unnamed && (
                <Table.Th w="24%">
                  <VisuallyHidden>{t('common.name')}</VisuallyHidden>
                </Table.Th>
              )}
              <Table.Th className="long-name">{left}</Table.Th>
              <Table.Th className="long-name">{right}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>{children}</Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Card>
  )
}
