// A link within the console whose address is checked with its parameters.
import { Anchor, type AnchorProps } from '@mantine/core'
import { createLink } from '@tanstack/react-router'
import type { ReactNode } from 'react'

export const AnchorLink = createLink(
  (props: Omit<AnchorProps, 'href'> & { readonly children?: ReactNode }) => <Anchor {...props} />,
)
