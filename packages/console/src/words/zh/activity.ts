// What has happened.
import type { activity as en } from '../en/activity.ts'

export const activity: Readonly<Record<keyof typeof en, string>> = {}
