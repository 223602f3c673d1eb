// The front door to the configuration: one schema, parsed once from file, environment and flags, and frozen.
export { configFrom, offerConfigFile, offerSettings } from './config/flags.ts'
export { maskedDatabaseUrl } from './config/kinds.ts'
export { ConfigError, type Loaded, loadConfig } from './config/load.ts'
export type { Config, SettingPath } from './config/settings.ts'
