// The platforms of an index, each with a page of its own; attestations beside them are hidden until they are asked for.
import { Button, Card, Group, Stack, Table, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { CardRows } from '../../ui/card-rows.tsx'
import { Digest } from '../../ui/digest.tsx'
import { size } from '../../ui/format.ts'
import { Nothing } from '../../ui/list.tsx'
import { ArtifactLink } from '../../ui/repository-link.tsx'
import { useWords } from '../../words/words.tsx'
import type { ArtifactProps } from './artifact-props.ts'
import { type UsedArtifact, usageQuery } from './artifact-queries.ts'
import { isAttestation, platformOf } from './family.ts'

type Reference = NonNullable<ArtifactProps['artifact']['references']>[number]

export function PlatformsTab({ repository, artifact }: ArtifactProps) {
  const { t, many } = useWords()
  const [shown, { toggle }] = useDisclosure()
  const usage = useQuery(usageQuery(repository, artifact.digest))
  const parts = new Map((usage.data?.artifacts ?? []).map((each) => [each.digest, each]))
  const references = artifact.references ?? []
  const attestations = references.filter(isAttestation).length
  const rows = shown ? references : references.filter((each) => !isAttestation(each))
  if (references.length === 0) return <Nothing>{t('artifacts.platforms.none')}</Nothing>
  return (
    <Stack gap="sm">
      <Card withBorder padding={0}>
        <Table.ScrollContainer minWidth={520} type="native" tabIndex={0}>
          <CardRows>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t('artifacts.platform')}</Table.Th>
                <Table.Th>{t('artifacts.digest')}</Table.Th>
                <Table.Th className="number">{t('artifacts.size')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((each, index) => (
                <PlatformRow
                  // biome-ignore lint/suspicious/noArrayIndexKey: an index may name a part twice, and its order is fixed
                  key={`${each.child_digest} ${index}`}
                  repository={repository}
                  reference={each}
                  part={parts.get(each.child_digest)}
                />
              ))}
            </Table.Tbody>
          </CardRows>
        </Table.ScrollContainer>
      </Card>
      {attestations > 0 && (
        <Group>
          <Button size="compact-sm" variant="subtle" onClick={toggle} aria-expanded={shown}>
            {shown ? t('artifacts.platforms.hide') : many('artifacts.platforms.show', attestations)}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

interface PlatformRowProps {
  readonly repository: string
  readonly reference: Reference
  readonly part: UsedArtifact | undefined
}

function PlatformRow({ repository, reference, part }: PlatformRowProps) {
  const { t } = useWords()
  const { child_digest, child_id, platform } = reference
  const version = platform?.['os.version']
  const name =
    platformOf(platform) ??
    t(isAttestation(reference) ? 'artifacts.kind.attestation' : 'artifacts.platforms.unknown')
  return (
    <Table.Tr>
      <Table.Td>
        {child_id === 0 ? (
          <Text span c="dimmed">
            {name} · {t('artifacts.platforms.missing')}
          </Text>
        ) : (
          <ArtifactLink repository={repository} reference={child_digest}>
            {name}
          </ArtifactLink>
        )}
        {version !== undefined && (
          <Text size="xs" c="dimmed">
            {version}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        <Digest digest={child_digest} />
      </Table.Td>
      <Table.Td className="number">{part ? size(part.size) : '–'}</Table.Td>
    </Table.Tr>
  )
}
