// The manifest of an artifact as it is stored; what it names is a link where that has a page.
import { Button, Card, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Fragment, useState } from 'react'
import { CopyIcon } from '../../ui/copy-line.tsx'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { shortDigest } from '../../ui/format.ts'
import { Icon } from '../../ui/icon.tsx'
import { Skeletons } from '../../ui/list.tsx'
import { ArtifactLink } from '../../ui/repository-link.tsx'
import { useWords } from '../../words/words.tsx'
import { artifactAddress } from './artifact-address.ts'
import type { ArtifactProps } from './artifact-props.ts'
import { manifestQuery } from './artifact-queries.ts'

/** Longer ones make a browser slow; they can be downloaded. */
const mostLetters = 200_000

export function ManifestTab({ repository, artifact }: ArtifactProps) {
  const { t } = useWords()
  const [form, setForm] = useState('formatted')
  const manifest = useQuery(manifestQuery(repository, artifact.digest))
  if (manifest.error) return <FailureNotice error={manifest.error} again={() => manifest.refetch()} />
  if (manifest.isPending) return <Skeletons />
  const { text, document } = manifest.data
  const short = text.length <= mostLetters
  return (
    <Card withBorder padding={0}>
      <Stack gap={0}>
        <Group justify="space-between" p="sm">
          <SegmentedControl
            size="xs"
            value={form}
            onChange={setForm}
            aria-label={t('artifacts.manifest.form')}
            data={[
              { value: 'formatted', label: t('artifacts.manifest.formatted') },
              { value: 'stored', label: t('artifacts.manifest.stored') },
            ]}
          />
          <Group gap="xs">
            <CopyIcon text={text} label={t('artifacts.manifest.copy')} />
            <Button
              component="a"
              size="compact-sm"
              variant="subtle"
              href={artifactAddress(repository, artifact.digest, 'manifest')}
              download={`${shortDigest(artifact.digest).replace(':', '-')}.json`}
              leftSection={<Icon name="download" size={16} />}
            >
              {t('artifacts.manifest.download')}
            </Button>
          </Group>
        </Group>
        {short ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by the keyboard
          <pre className="text-block" tabIndex={0}>
            <Linked
              repository={repository}
              text={form === 'stored' ? text : formatted(text)}
              artifacts={document.artifacts}
            />
          </pre>
        ) : (
          <Text p="md" c="dimmed">
            {t('artifacts.manifest.long')}
          </Text>
        )}
      </Stack>
    </Card>
  )
}

function formatted(text: string): string {
  return JSON.stringify(JSON.parse(text), null, 2)
}

interface LinkedProps {
  readonly repository: string
  readonly text: string
  readonly artifacts: ReadonlySet<string>
}

function Linked({ repository, text, artifacts }: LinkedProps) {
  const pieces = text.split(/"((?:sha256|sha512):[0-9a-f]{64,128})"/)
  return pieces.map((piece, index) => {
    // Split by a pattern with a group, every second piece is what the group found.
    const key = `${index} ${piece.length}`
    if (index % 2 === 0) return <Fragment key={key}>{piece}</Fragment>
    if (!artifacts.has(piece)) return <Fragment key={key}>"{piece}"</Fragment>
    return (
      <Fragment key={key}>
        "<ArtifactLink repository={repository} reference={piece} underline="always" />"
      </Fragment>
    )
  })
}
