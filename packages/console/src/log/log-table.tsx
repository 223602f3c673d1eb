// Entries of a log: each as a sentence, with where it came from and when.
import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { Ago } from '../ui/ago.tsx'
import { useWords, type WordKey } from '../words/words.tsx'
import { type LogEntry, LogSentence } from './log-sentence.tsx'

export interface LogTableProps {
  readonly entries: readonly LogEntry[] | undefined
  /** Below the sentence of an entry. */
  readonly details?: ((entry: LogEntry) => ReactNode) | undefined
}

/** What lies within the table of a list. */
export function LogTable({ entries, details }: LogTableProps) {
  const { t } = useWords()
  return (
    <>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('log.what')}</Table.Th>
          <Table.Th>{t('log.from')}</Table.Th>
          <Table.Th>{t('log.when')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {entries?.map((entry) => (
          <Table.Tr key={entry.id} className={details && 'top-row'}>
            <Table.Td>
              <LogSentence entry={entry} />
              {details?.(entry)}
            </Table.Td>
            <Table.Td className="nowrap">
              <Origin entry={entry} />
            </Table.Td>
            <Table.Td className="nowrap">
              <Ago time={entry.op_time} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </>
  )
}

/** Others are names of providers. */
const credentials: Readonly<Record<string, WordKey>> = {
  anonymous: 'log.by.anonymous',
  password: 'log.by.password',
  token: 'log.by.token',
  session: 'log.by.session',
  'access-token': 'log.by.accessToken',
  exchange: 'log.by.exchange',
  internal: 'log.by.internal',
  command: 'log.by.command',
}

/** The address that it came from, and what that showed to sign in. */
function Origin({ entry: { client_address, credential } }: { readonly entry: LogEntry }) {
  const { t } = useWords()
  const by = credentials[credential]
  return (
    <>
      {client_address === '' ? t('log.itself') : client_address}
      {credential !== '' && (
        <Text size="xs" c="dimmed">
          {by === undefined ? credential : t(by)}
        </Text>
      )}
    </>
  )
}
