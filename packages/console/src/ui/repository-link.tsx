// Links to a repository and to an artifact, by the address that their page has.
import { Anchor, type AnchorProps } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { writtenReference } from '../app/reference.ts'

export interface RepositoryLinkProps extends AnchorProps {
  /** With its project: `team/app`. */
  readonly repository: string
  /** In place of the name. */
  readonly children?: ReactNode
}

export function RepositoryLink({ repository, children, ...look }: RepositoryLinkProps) {
  return (
    <ReferenceLink {...look} written={repository}>
      {children ?? repository}
    </ReferenceLink>
  )
}

export interface ArtifactLinkProps extends RepositoryLinkProps {
  /** A tag or a digest. */
  readonly reference: string
}

export function ArtifactLink({ repository, reference, children, ...look }: ArtifactLinkProps) {
  return (
    <ReferenceLink {...look} written={writtenReference(repository, reference)}>
      {children ?? reference}
    </ReferenceLink>
  )
}

function ReferenceLink({
  written,
  children,
  ...look
}: AnchorProps & { readonly written: string; readonly children: ReactNode }) {
  return (
    <Anchor
      inherit
      className="long-name"
      {...look}
      renderRoot={(props) => <Link {...props} to="/repositories/$" params={{ _splat: written }} />}
    >
      {children}
    </Anchor>
  )
}
