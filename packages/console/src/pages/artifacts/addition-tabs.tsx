// What is read out of charts and models: the readme, the values, what a chart depends on, a model's files.
import { Alert, Box, Button, Card, Code, Group, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { CardRows } from '../../ui/card-rows.tsx'
import { CopyIcon } from '../../ui/copy-line.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { size } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Nothing, Skeletons } from '../../ui/list.tsx'
import { Markdown } from '../../ui/markdown.tsx'
import { useWords } from '../../words/words.tsx'
import { artifactAddress } from './artifact-address.ts'
import type { ArtifactProps } from './artifact-props.ts'
import { type AdditionName, additionQuery } from './artifact-queries.ts'
import { beginningOf } from './beginning.ts'
import { objectOf } from './manifest-document.ts'

interface AdditionProps extends ArtifactProps {
  readonly addition: AdditionName
  readonly children: (text: string) => ReactNode
}

/** The text once it is there; in words where the artifact lacks it. */
function Addition({ repository, artifact, addition, children }: AdditionProps) {
  const { t } = useWords()
  const { data, error, isPending, refetch } = useQuery(additionQuery(repository, artifact.digest, addition))
  if (error) return <FailureNotice error={error} again={() => refetch()} />
  if (isPending) return <Skeletons />
  return data.trim() === '' ? <Nothing>{t('artifacts.addition.empty')}</Nothing> : children(data)
}

export function ReadmeTab(props: ArtifactProps) {
  return (
    <Addition {...props} addition="readme.md">
      {(text) => (
        <Card withBorder padding="lg">
          <Stack>
            <CutNotice text={text}>
              <Download {...props} addition="readme.md" />
            </CutNotice>
            <Markdown text={beginningOf(text)} />
          </Stack>
        </Card>
      )}
    </Addition>
  )
}

export function TextTab({ addition, ...props }: ArtifactProps & { readonly addition: AdditionName }) {
  const { t } = useWords()
  return (
    <Addition {...props} addition={addition}>
      {(text) => (
        <Card withBorder padding={0}>
          <Group justify="flex-end" gap="xs" p="xs" pb={0}>
            <CopyIcon text={text} label={t('artifacts.copyText')} />
            <Download {...props} addition={addition} />
          </Group>
          <Box px="md">
            <CutNotice text={text} />
          </Box>
          {/* Who has no mouse scrolls it by the arrow keys. */}
          <Code block tabIndex={0} className="text-block">
            {beginningOf(text)}
          </Code>
        </Card>
      )}
    </Addition>
  )
}

interface CutNoticeProps {
  readonly text: string
  /** What leads to the rest, where it is not beside it. */
  readonly children?: ReactNode
}

/** Says so where only the beginning is shown. */
function CutNotice({ text, children }: CutNoticeProps) {
  const { t } = useWords()
  const shown = beginningOf(text)
  if (shown.length === text.length) return null
  const sizes = { shown: size(bytesOf(shown)), size: size(bytesOf(text)) }
  return (
    <Alert variant="default" role="note">
      <Group gap="xs" justify="space-between">
        {t('artifacts.addition.cut', sizes)}
        {children}
      </Group>
    </Alert>
  )
}

function bytesOf(text: string): number {
  return new TextEncoder().encode(text).byteLength
}

function Download({ repository, artifact, addition }: Omit<AdditionProps, 'children'>) {
  const { t } = useWords()
  return (
    <Button
      component="a"
      size="compact-sm"
      variant="subtle"
      href={artifactAddress(repository, artifact.digest, `additions/${addition}`)}
      download={addition}
      leftSection={<Icon name="download" size={16} />}
    >
      {t('artifacts.manifest.download')}
    </Button>
  )
}

export function DependenciesTab(props: ArtifactProps) {
  const { t } = useWords()
  return (
    <Addition {...props} addition="dependencies">
      {(text) => {
        const rows = rowsOf(text)
        if (rows.length === 0) return <Nothing>{t('artifacts.dependencies.none')}</Nothing>
        return (
          <Card withBorder padding={0}>
            <Table.ScrollContainer minWidth={420} type="native" tabIndex={0}>
              <CardRows>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th>{t('common.name')}</Table.Th>
                    <Table.Th>{t('artifacts.version')}</Table.Th>
                    <Table.Th>{t('artifacts.dependencies.from')}</Table.Th>
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {rows.map(({ name, version, repository }) => (
                    <Table.Tr key={`${name} ${version}`}>
                      <Table.Td className="long-name">{String(name ?? '')}</Table.Td>
                      <Table.Td className="nowrap">{String(version ?? '')}</Table.Td>
                      <Table.Td className="long-name">{String(repository ?? '')}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </CardRows>
            </Table.ScrollContainer>
          </Card>
        )
      }}
    </Addition>
  )
}

export function FilesTab(props: ArtifactProps) {
  const { t } = useWords()
  return (
    <Addition {...props} addition="files">
      {(text) => (
        <Card withBorder padding={0}>
          <Table.ScrollContainer minWidth={320} type="native" tabIndex={0}>
            <Table verticalSpacing="xs" horizontalSpacing="md">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('common.name')}</Table.Th>
                  <Table.Th className="number">{t('artifacts.size')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {filesIn(rowsOf(text)).map(({ path, bytes }) => (
                  <Table.Tr key={path}>
                    <Table.Td className="long-name">{path}</Table.Td>
                    <Table.Td className="number">
                      {bytes === undefined ? <Text span>–</Text> : size(bytes)}
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </Table.ScrollContainer>
        </Card>
      )}
    </Addition>
  )
}

type Loose = Readonly<Record<string, unknown>>

function rowsOf(text: string): Loose[] {
  const document: unknown = JSON.parse(text)
  return Array.isArray(document) ? document.map(objectOf) : []
}

interface File {
  readonly path: string
  readonly bytes: number | undefined
}

/** A model's files come as a tree of folders. */
function filesIn(entries: readonly Loose[], above = ''): File[] {
  return entries.flatMap((entry) => {
    const path = `${above}${String(entry.name ?? '')}`
    if (Array.isArray(entry.children)) return filesIn(entry.children.map(objectOf), `${path}/`)
    return [{ path, bytes: typeof entry.size === 'number' ? entry.size : undefined }]
  })
}
