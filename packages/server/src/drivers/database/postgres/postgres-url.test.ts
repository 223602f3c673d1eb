// What a database URL means.
import { describe, expect, test } from 'bun:test'
import { parsePostgresUrl } from './postgres-url.ts'

const hosts = (url: string) => parsePostgresUrl(url).hosts.map(({ host, port }) => `${host} ${port}`)

describe('database URL', () => {
  test('names user, password, host, port and database, with percent encoding', () => {
    const target = parsePostgresUrl('postgresql://entre%40pot:p%3A%2F%25@db.example:6432/my%20base')
    expect(target).toMatchObject({
      hosts: [{ host: 'db.example', port: 6432 }],
      user: 'entre@pot',
      password: 'p:/%',
      database: 'my base',
      tls: 'prefer',
      applicationName: 'entrepot',
      needsPrimary: false,
    })
  })

  test('names several hosts, IPv6 addresses and sockets', () => {
    expect(hosts('postgres://u@a:1,b,[::1]:3/d')).toEqual(['a 1', 'b 5432', '::1 3'])
    expect(parsePostgresUrl('postgres://u@a,b/d').needsPrimary).toBe(true)
    expect(parsePostgresUrl('postgres://u@a,b/d?target_session_attrs=any').needsPrimary).toBe(false)
    expect(hosts('postgres://u@%2Frun%2Fpostgresql/d')).toEqual(['/run/postgresql 5432'])
    expect(hosts('postgres:///d?host=/run/postgresql&port=6000&user=u')).toEqual(['/run/postgresql 6000'])
    expect(hosts('postgres:///d?host=a,b&port=1,2')).toEqual(['a 1', 'b 2'])
    expect(hosts('postgres://u@/d')).toEqual(['localhost 5432'])
  })

  test('the database is the user where none is named', () => {
    expect(parsePostgresUrl('postgres://someone@h').database).toBe('someone')
  })

  test('chooses TLS by sslmode, and never over a socket', () => {
    const tls = (search: string) => parsePostgresUrl(`postgres://u@h/d?${search}`).tls
    expect(tls('sslmode=disable')).toBe(false)
    expect(tls('sslmode=require')).toBe('require')
    expect(tls('sslmode=verify-full')).toBe('verify-full')
    expect(tls(`sslmode=verify-full&sslrootcert=${import.meta.path}`)).toMatchObject({
      rejectUnauthorized: true,
    })
    expect(parsePostgresUrl('postgres://u@%2Frun/d?sslmode=require').tls).toBe(false)
  })

  test('refuses what it does not understand, without showing the password', () => {
    const bad = [
      'mysql://u:secret@h/d',
      'postgres://u:secret@h:99999/d',
      'postgres://u:secret@h/d?sslmode=maybe',
      'postgres://u:secret@h/d?sslrootcert=/no/such&sslmode=verify-ca',
      'postgres://u:secret@h/d?surprise=1',
      'postgres://u:secret@h/d?connect_timeout=soon',
      'postgres://u:secret@h/d?target_session_attrs=standby',
      'postgres://u:secret%zz@h/d',
    ]
    for (const url of bad) {
      expect(() => parsePostgresUrl(url)).toThrow(/database URL/)
      expect(() => parsePostgresUrl(url)).not.toThrow(/secret/)
    }
  })
})
