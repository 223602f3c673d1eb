// The administration.
import type { administration as en } from '../en/administration.ts'

export const administration: Readonly<Record<keyof typeof en, string>> = {}
