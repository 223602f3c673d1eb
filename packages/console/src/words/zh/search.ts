// Finding things.
import type { search as en } from '../en/search.ts'

export const search: Readonly<Record<keyof typeof en, string>> = {}
