// Labels as the contract writes them.
import type { LabelRow } from './labels-store.ts'

export function presentLabel({
  id,
  name,
  description,
  color,
  scope,
  projectId,
  createdAt,
  updatedAt,
}: LabelRow) {
  return {
    id,
    name,
    ...(description !== '' && { description }),
    ...(color !== '' && { color }),
    scope,
    ...(projectId !== 0 && { project_id: projectId }),
    creation_time: new Date(createdAt).toISOString(),
    update_time: new Date(updatedAt).toISOString(),
  }
}
