// One artifact: what a tag or a digest stands for, what it is made of, and what refers to it.
import { Button, Card, Grid, Stack } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ClientError } from '../../api.ts'
import { useMay } from '../../app/session.ts'
import { FailureNotice } from '../../ui/failure-notice.tsx'
import { Icon } from '../../ui/icon.tsx'
import { Page } from '../../ui/page.tsx'
import { PullCommands } from '../../ui/pull-commands.tsx'
import { useWords } from '../../words/words.tsx'
import { ArtifactSkeleton } from '../repositories/artifact-skeleton.tsx'
import { useReferenceFrame } from '../repositories/reference-frame.ts'
import type { ArtifactProps } from './artifact-props.ts'
import { artifactQuery } from './artifact-queries.ts'
import { ArtifactTabs } from './artifact-tabs.tsx'
import { DeleteArtifactDialog } from './delete-artifact-dialog.tsx'
import { GoneTag } from './gone-tag.tsx'
import { IdentityPanel } from './identity-panel.tsx'

export interface ArtifactPageProps {
  /** With its project: `team/app`. */
  readonly repository: string
  /** A tag or a digest. */
  readonly reference: string
}

export function ArtifactPage({ repository, reference }: ArtifactPageProps) {
  const artifact = useQuery(artifactQuery(repository, reference))
  const frame = useReferenceFrame(repository, reference)
  const isDigest = reference.includes(':')
  const missing = artifact.error instanceof ClientError && artifact.error.status === 404
  return (
    <Page {...frame} actions={artifact.data && <Actions repository={repository} artifact={artifact.data} />}>
      {artifact.data && <Found repository={repository} reference={reference} artifact={artifact.data} />}
      {artifact.error && !(missing && !isDigest) && (
        <FailureNotice error={artifact.error} again={() => artifact.refetch()} />
      )}
      {artifact.error && missing && !isDigest && (
        <GoneTag repository={repository} tag={reference} error={artifact.error} />
      )}
      {artifact.isPending && <ArtifactSkeleton />}
    </Page>
  )
}

function Found({ repository, reference, artifact }: ArtifactProps & { readonly reference: string }) {
  return (
    <Stack gap="lg">
      <Card withBorder padding="md">
        <PullCommands repository={repository} reference={reference} kind={artifact.type} />
      </Card>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <IdentityPanel repository={repository} artifact={artifact} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <ArtifactTabs repository={repository} reference={reference} artifact={artifact} />
        </Grid.Col>
      </Grid>
    </Stack>
  )
}

function Actions({ repository, artifact }: ArtifactProps) {
  const { t } = useWords()
  const may = useMay(artifact.project_id)
  const navigate = useNavigate()
  const [opened, { open, close }] = useDisclosure()
  if (!may('artifact', 'delete')) return null
  return (
    <>
      <Button
        color="red"
        variant="light"
        size="xs"
        leftSection={<Icon name="trash" size={16} />}
        onClick={open}
      >
        {t('artifacts.delete')}
      </Button>
      {opened && (
        <DeleteArtifactDialog
          repository={repository}
          digest={artifact.digest}
          onClose={close}
          onDeleted={() => navigate({ to: '/repositories/$', params: { _splat: repository } })}
        />
      )}
    </>
  )
}
