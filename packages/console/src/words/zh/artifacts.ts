// One artifact.
import type { artifacts as en } from '../en/artifacts.ts'

export const artifacts: Readonly<Record<keyof typeof en, string>> = {}
