// Messages of syslog as RFC 5424 has them, and where they go.
import { expect, test } from 'bun:test'
import { parseSyslogEndpoint } from './endpoint-rules.ts'
import { formatSyslog } from './syslog-message.ts'

test('a message has a header of RFC 5424 and a text in JSON, all ASCII', () => {
  const content = { username: 'jürgen\n<1>', n: 1 }
  const line = formatSyslog({ at: 0, severity: 'warning', id: 'login user é'.repeat(9), content }).toString()
  const [, priority, id, text] =
    /^<(\d+)>1 1970-01-01T00:00:00\.000Z \S{1,255} entrepot \d+ (\S+) - (\{.*\})$/.exec(line) ?? []
  expect([priority, id?.length]).toEqual(['108', 32])
  expect(text).toMatch(/^[\x20-\x7e]+$/)
  expect(JSON.parse(text ?? '')).toEqual(content)
})

test.each([
  ['syslog.example.com:514', { transport: 'tcp', host: 'syslog.example.com', port: 514 }],
  ['tls://[2001:db8::1]:6514', { transport: 'tls', host: '2001:db8::1', port: 6514 }],
  ['UDP://192.0.2.1:514', { transport: 'udp', host: '192.0.2.1', port: 514 }],
  ['syslog.example.com', undefined],
  ['syslog.example.com:0', undefined],
  ['syslog.example.com:65536', undefined],
  ['http://syslog.example.com:514', undefined],
  ['', undefined],
] as const)('%p is where %j says', (text, endpoint) => {
  expect(parseSyslogEndpoint(text)).toEqual(endpoint as ReturnType<typeof parseSyslogEndpoint>)
})
