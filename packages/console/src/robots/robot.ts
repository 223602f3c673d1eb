// Robots as the API shows them, and what follows from that.
import type { api } from '../api.ts'
import { loginCommand } from '../app/login-command.ts'

export type Robot = Awaited<ReturnType<typeof api.ListRobot>>['body'][number]
export type RobotPermission = NonNullable<NonNullable<Robot['permissions']>[number]>
export type RobotState = 'active' | 'disabled' | 'expired'

/** Whose robots: those of the whole server, or a project's. */
export type RobotPlace =
  | { readonly level: 'system' }
  | { readonly level: 'project'; readonly projectId: number; readonly project: string }

/** Days that stand for never. */
export const forEver = -1

export function stateOf({ disable, expires_at }: Robot, now = Date.now()): RobotState {
  if (disable === true) return 'disabled'
  const end = expires_at ?? forEver
  return end !== forEver && end * 1000 <= now ? 'expired' : 'active'
}

/** @returns when the robot ends, as ISO 8601; undefined for never */
export function endOf({ expires_at }: Robot): string | undefined {
  const end = expires_at ?? forEver
  return end === forEver ? undefined : new Date(end * 1000).toISOString()
}

/** For the API's filter. */
export function filterOf(place: RobotPlace): string {
  return place.level === 'system' ? 'Level=system' : `Level=project,ProjectID=${place.projectId}`
}

/** A line for a shell; it asks for the secret. */
export function loginLine(name: string): string {
  return loginCommand(window.location.host, name)
}
