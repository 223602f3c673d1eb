// Offers the settings that have a flag on a command of the program, and loads the configuration from its answer.
import { type Command, Option } from 'commander'
import type { Environment } from './environment.ts'
import { type Flags, type Loaded, loadConfig } from './load.ts'
import { namedSettings } from './names.ts'

/** Adds `--config`. */
export function offerConfigFile(command: Command): Command {
  return command.option(
    '-c, --config <file>',
    'the configuration file (default: entrepot.yaml, if there is one)',
  )
}

/** Adds `--config` and a flag for each setting that has one. */
export function offerSettings(command: Command): Command {
  offerConfigFile(command)
  for (const { setting } of namedSettings) {
    if (setting.flag) command.option(setting.flag, inHelp(setting.words))
  }
  return command
}

/** The first sentence, as commander's help writes them. */
function inHelp(words: string): string {
  const sentence = words
    .split(/[.;:] /)[0]!
    .replace(/\.$/, '')
    .replaceAll('`', '')
  return sentence[0]!.toLowerCase() + sentence.slice(1)
}

/** The configuration for a command that was parsed: its flags over `env` over the file. Throws ConfigError. */
export function configFrom(command: Command, env: Environment): Loaded {
  const flags: Partial<Record<string, string>> = {}
  for (const { path, setting } of namedSettings) {
    const value: unknown = setting.flag && command.getOptionValue(new Option(setting.flag).attributeName())
    if (value !== undefined) flags[path] = String(value)
  }
  const file: unknown = command.getOptionValue('config')
  return loadConfig({ file: typeof file === 'string' ? file : undefined, env, flags: flags as Flags })
}
