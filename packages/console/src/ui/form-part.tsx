// The parts of a long form: each with its title, and what is seldom wanted folded away.
import { Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useId } from 'react'

export interface FormPartProps {
  readonly title: string
  readonly children: ReactNode
}

export function FormPart({ title, children }: FormPartProps) {
  const words = useId()
  return (
    <Stack component="section" className="form-part" aria-labelledby={words}>
      <Title order={3} size="sm" id={words}>
        {title}
      </Title>
      {children}
    </Stack>
  )
}

export interface FoldedFieldsProps {
  readonly label: string
  /** What is set in them, in a few words, so that nobody need open them to see. */
  readonly brief?: string | undefined
  /** From the beginning. */
  readonly open?: boolean
  readonly children: ReactNode
}

export function FoldedFields({ label, brief, open = false, children }: FoldedFieldsProps) {
  return (
    // A field that the browser finds wrong is seen.
    <details
      className="folded-fields"
      open={open}
      onInvalidCapture={({ currentTarget }) => {
        currentTarget.open = true
      }}
    >
      <summary>
        {label}
        {brief !== undefined && (
          <Text span size="xs" c="dimmed" className="long-name">
            {brief}
          </Text>
        )}
      </summary>
      <Stack pt="sm">{children}</Stack>
    </details>
  )
}
