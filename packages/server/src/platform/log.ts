// The log: one JSON object a line on standard output, levels in words, never a secret.
import { type Logger, pino, stdTimeFunctions } from 'pino'

export type Log = Logger
export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'fatal' | 'silent'

/** Fields that never reach a line, wherever they stand in what is logged. */
const redact = [
  'authorization',
  'password',
  'token',
  'secret',
  '*.authorization',
  '*.password',
  '*.token',
  '*.secret',
]

export function createLog(level: LogLevel, destination: NodeJS.WritableStream = process.stdout): Log {
  return pino(
    {
      level,
      base: undefined,
      redact,
      timestamp: stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    destination,
  )
}
