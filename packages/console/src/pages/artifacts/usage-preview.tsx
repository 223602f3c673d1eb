// What the deletion of an artifact takes along, what stays, and what it frees: shown before it is confirmed.
import { Group, List, Stack, Text } from '@mantine/core'
import { Digest } from '../../ui/digest.tsx'
import { type Fact, Facts } from '../../ui/facts.tsx'
import { size } from '../../ui/format.ts'
import { useWords } from '../../words/words.tsx'
import type { Usage, UsedArtifact } from './artifact-queries.ts'

/** Names that are shown; the others are counted. */
const mostNamed = 12

export function UsagePreview({ usage }: { readonly usage: Usage }) {
  const { t, many } = useWords()
  const going = usage.artifacts.filter(({ kept }) => kept === undefined)
  const staying = usage.artifacts.filter(({ kept }) => kept !== undefined)
  const parts = going.filter(({ role }) => role === 'part').length
  const referrers = going.filter(({ role }) => role === 'referrer').length
  const facts: Fact[] = [
    [t('artifacts.digest'), <Digest key="digest" digest={usage.digest} />],
    [t('artifacts.tags'), <Names key="tags" names={going.flatMap(({ tags }) => tags)} />],
    [t('artifacts.preview.parts'), parts > 0 ? many('artifacts.preview.manifests', parts) : undefined],
    [
      t('artifacts.tab.referrers'),
      referrers > 0 ? many('artifacts.preview.manifests', referrers) : undefined,
    ],
    [
      t('artifacts.layers.freed'),
      <Text key="freed" span inherit fw={600}>
        {size(usage.freed)}
      </Text>,
    ],
    [t('artifacts.layers.shared'), usage.shared > 0 ? size(usage.shared) : undefined],
  ]
  return (
    <Stack gap="sm">
      <Text>{t('artifacts.preview.words')}</Text>
      <Facts facts={facts} />
      {!usage.complete && <Text size="sm">{t('artifacts.layers.incomplete')}</Text>}
      {staying.length > 0 && <Staying artifacts={staying} />}
    </Stack>
  )
}

function Names({ names }: { readonly names: readonly string[] }) {
  const { t } = useWords()
  if (names.length === 0) return t('common.none')
  const more = names.length - mostNamed
  return (
    <span className="long-name">
      {names.slice(0, mostNamed).join(', ')}
      {more > 0 && ` ${t('artifacts.preview.more', { count: more })}`}
    </span>
  )
}

function Staying({ artifacts }: { readonly artifacts: readonly UsedArtifact[] }) {
  const { t, many } = useWords()
  return (
    <Stack gap={4}>
      <Text size="sm" fw={600}>
        {many('artifacts.preview.stays', artifacts.length)}
      </Text>
      <List size="sm" listStyleType="none">
        {artifacts.slice(0, mostNamed).map(({ digest, kept = 'of-kept', tags }) => (
          <List.Item key={digest}>
            <Group gap="xs">
              <Digest digest={digest} />
              <Text span size="sm" className="long-name">
                {kept === 'tagged'
                  ? t('artifacts.preview.kept.tagged', { names: tags.slice(0, 3).join(', ') })
                  : t(`artifacts.preview.kept.${kept}`)}
              </Text>
            </Group>
          </List.Item>
        ))}
      </List>
    </Stack>
  )
}
