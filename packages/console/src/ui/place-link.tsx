// A link to an address of the console that is known as a text only.
import { Anchor, type AnchorProps } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export interface PlaceLinkProps extends AnchorProps {
  /** Such as `/repositories/team/app:1.0`. */
  readonly to: string
  readonly children: ReactNode
}

export function PlaceLink({ to, children, ...props }: PlaceLinkProps) {
  const place = { to } as object
  return (
    <Anchor component={Link} className="long-name" inherit={props.size === undefined} {...place} {...props}>
      {children}
    </Anchor>
  )
}
