// A digest, short to read and whole to copy.
import { Code, Group } from '@mantine/core'
import { CopyIcon } from './copy-line.tsx'
import { shortDigest } from './format.ts'

export function Digest({ digest }: { readonly digest: string }) {
  return (
    <Group gap={4} wrap="nowrap" display="inline-flex">
      <Code title={digest}>{shortDigest(digest)}</Code>
      <CopyIcon text={digest} />
    </Group>
  )
}
