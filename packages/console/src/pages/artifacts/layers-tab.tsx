// What an artifact is made of, by size: what of it others need too, what deleting it would free, and what made it.
import { Alert, Card, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { CardRows } from '../../ui/card-rows.tsx'
import { Digest } from '../../ui/digest.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { useFirstOf } from '../../ui/first-of.tsx'
import { size } from '../../ui/format.ts'
import { Skeletons } from '../../ui/list.tsx'
import { useWords } from '../../words/words.tsx'
import type { ArtifactProps } from './artifact-props.ts'
import {
  type Artifact,
  additionQuery,
  manifestQuery,
  type Usage,
  type UsedPart,
  usageQuery,
} from './artifact-queries.ts'
import { buildSteps } from './build-steps.ts'
import { type Branch, familyOf } from './family.ts'
import { LayersBar } from './layers-bar.tsx'
import type { ManifestDocument } from './manifest-document.ts'
import { useSharing } from './sharing-words.ts'
import { useBranchName } from './use-branch-name.ts'

export function LayersTab({ repository, artifact }: ArtifactProps) {
  const usage = useQuery(usageQuery(repository, artifact.digest))
  const steps = useSteps({ repository, artifact })
  const names = useNames(usage.data, artifact)
  if (usage.error) return <FailureNotice error={usage.error} again={() => usage.refetch()} />
  if (usage.isPending) return <Skeletons />
  return <Parts usage={usage.data} parts={rowsOf(usage.data, artifact)} steps={steps} names={names} />
}

interface PartsProps {
  readonly usage: Usage
  readonly parts: readonly UsedPart[]
  /** By the digests of parts, and of what names them. */
  readonly steps: ReadonlyMap<string, string>
  readonly names: ReadonlyMap<string, string>
}

function Parts({ usage, parts, steps, names }: PartsProps) {
  const { t } = useWords()
  const [pointed, point] = useState<string>()
  const { shown, more } = useFirstOf(parts)
  return (
    <Stack gap="md">
      <LayersBar usage={usage} parts={parts} pointed={pointed} />
      {!usage.complete && <Alert color="yellow">{t('artifacts.layers.incomplete')}</Alert>}
      <Card withBorder padding={0}>
        <Table.ScrollContainer minWidth={620} type="native" tabIndex={0}>
          <CardRows>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('artifacts.layers.part')}</Table.Th>
                <Table.Th className="number">{t('artifacts.size')}</Table.Th>
                <Table.Th>{t('artifacts.layers.sharing')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {shown.map((part) => (
                <PartRow
                  key={`${part.kind} ${part.digest}`}
                  part={part}
                  step={steps.get(part.digest)}
                  owners={part.owners.map((owner) => names.get(owner)).filter((each) => each !== undefined)}
                  pointed={part.digest === pointed}
                  onPoint={point}
                />
              ))}
            </Table.Tbody>
          </CardRows>
        </Table.ScrollContainer>
      </Card>
      {more}
    </Stack>
  )
}

interface PartRowProps {
  readonly part: UsedPart
  /** What made it. */
  readonly step: string | undefined
  /** What names it, of an index. */
  readonly owners: readonly string[]
  readonly pointed: boolean
  readonly onPoint: (digest: string | undefined) => void
}

function PartRow({ part, step, owners, pointed, onPoint }: PartRowProps) {
  const { t } = useWords()
  const sharing = useSharing()
  const named = [...new Set(owners)].join(', ')
  const words = step ?? [t(`artifacts.part.${part.kind}`), named].filter(Boolean).join(' · ')
  return (
    <Table.Tr
      className={pointed ? 'pointed' : undefined}
      onMouseEnter={() => onPoint(part.digest)}
      onMouseLeave={() => onPoint(undefined)}
    >
      <Table.Td>
        <Text
          size="sm"
          ff={step === undefined ? undefined : 'monospace'}
          className="long-name"
          lineClamp={3}
          title={words}
        >
          {words}
        </Text>
        <Digest digest={part.digest} />
      </Table.Td>
      <Table.Td className="number">{size(part.size)}</Table.Td>
      <Table.Td>
        <Text size="sm" c={part.shared ? undefined : 'dimmed'}>
          {sharing(part)}
        </Text>
      </Table.Td>
    </Table.Tr>
  )
}

/** Of an image what it names, in its order; of an index what all its platforms name, the largest first. */
function rowsOf({ parts, digest }: Usage, { references }: Artifact): UsedPart[] {
  if (references !== null) {
    return parts.toSorted((a, b) => Number(isOther(a)) - Number(isOther(b)) || b.size - a.size)
  }
  // What refers to it is no part of it.
  const own = parts.filter(({ owners }) => owners.includes(digest))
  return [...own.filter(({ kind }) => kind === 'layer' || kind === 'foreign'), ...own.filter(isOther)]
}

function isOther({ kind }: UsedPart): boolean {
  return kind === 'manifest' || kind === 'config'
}

/** Of each layer, by its digest, the step of the build that made it, or the file that it is. */
function useSteps({ repository, artifact }: ArtifactProps): ReadonlyMap<string, string> {
  const isIndex = artifact.references !== null
  const hasSteps = 'build_history' in (artifact.addition_links ?? {})
  const manifest = useQuery({ ...manifestQuery(repository, artifact.digest), enabled: !isIndex })
  const history = useQuery({
    ...additionQuery(repository, artifact.digest, 'build_history'),
    enabled: hasSteps,
  })
  const found = new Map<string, string>()
  for (const { digest, title } of manifest.data?.document.layers ?? []) if (title) found.set(digest, title)
  if (history.data === undefined || !manifest.data) return found
  return new Map([...found, ...stepsOfLayers(manifest.data.document, history.data)])
}

function stepsOfLayers({ layers }: ManifestDocument, history: string): [string, string][] {
  const made = buildSteps(history).filter(({ layer }) => layer !== undefined)
  // A history that does not fit its layers says nothing about any of them.
  if (made.length !== layers.length) return []
  return made
    .filter(({ words }) => words !== '')
    .map(({ words }, index) => [layers[index]?.digest ?? '', words])
}

/** Of an index: which of its platforms, attestations and referrers name a part, by their digests. */
function useNames(usage: Usage | undefined, { references }: Artifact): ReadonlyMap<string, string> {
  const name = useBranchName()
  const family = references === null ? undefined : familyOf(usage?.artifacts ?? [], references)
  const found = new Map<string, string>()
  const visit = (branch: Branch) => {
    if (branch.kind !== 'self') found.set(branch.artifact.digest, name(branch))
    branch.children.forEach(visit)
  }
  if (family) visit(family)
  return found
}
