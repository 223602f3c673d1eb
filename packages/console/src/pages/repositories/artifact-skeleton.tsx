// The page of an artifact in outline, while it is on its way.
import { Card, Grid, Skeleton, Stack } from '@mantine/core'
import { Skeletons } from '../../ui/list.tsx'

export function ArtifactSkeleton() {
  return (
    <Stack gap="lg">
      <Card withBorder padding="md">
        <Skeleton height={36} />
      </Card>
      <Grid gap="lg">
        <Grid.Col span={{ base: 12, md: 4 }}>
          <Skeletons rows={16} height={18} />
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack>
            <div className="tab-links" />
            <Skeletons />
          </Stack>
        </Grid.Col>
      </Grid>
    </Stack>
  )
}
