// A label as it is carried: its name in the text's own colour, so that it can be read on any, beside its colour.
import { Badge, ColorSwatch } from '@mantine/core'
import type { Label } from './label.ts'

export function LabelMark({ label }: { readonly label: Pick<Label, 'name' | 'description' | 'color'> }) {
  const { name = '', description, color } = label
  return (
    <Badge
      variant="default"
      size="lg"
      fw={500}
      miw={0}
      maw="min(100%, 18rem)"
      title={description ?? name}
      leftSection={<ColorSwatch size={12} color={color || 'transparent'} aria-hidden="true" />}
    >
      {name}
    </Badge>
  )
}
