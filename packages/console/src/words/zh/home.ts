// Home, where people arrive.
import type { home as en } from '../en/home.ts'

export const home: Readonly<Record<keyof typeof en, string>> = {}
