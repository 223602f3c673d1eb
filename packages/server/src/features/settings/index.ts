// Settings at run time: the front door for other features.
export type { SettingValues } from './setting-rules.ts'
export { type GivenSettings, heldRobotPrefix, Settings } from './settings.ts'
