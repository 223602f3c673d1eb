// The one table of settings: every setting's kind, default and meaning. All else about settings follows from it.
import {
  addressRange,
  boolean,
  bytes,
  choice,
  databaseUrl,
  duration,
  host,
  integer,
  type Kind,
  list,
  path,
  port,
  secret,
  webOrigin,
} from './kinds.ts'

export interface Setting<T> {
  readonly kind: Kind<T>
  /** As an operator would write it. `<data.dir>` stands for the value of that setting, which comes earlier. */
  readonly default?: string
  /** What it does, in a sentence or two of Markdown. */
  readonly words: string
  /** The flag of `serve` that sets it, in commander's form. */
  readonly flag?: string
}

export interface Group {
  readonly title: string
  readonly words: string
  readonly settings: Readonly<Record<string, Setting<unknown>>>
}

/** A setting that always has a value. */
function setting<T>(kind: Kind<T>, fallback: string, words: string, flag?: string): Setting<T> {
  return { kind, default: fallback, words, ...(flag ? { flag } : {}) }
}

/** A setting without a default: `undefined` until an operator sets it. */
function optional<T>(kind: Kind<T>, words: string, flag?: string): Setting<T | undefined> {
  return { kind, words, ...(flag ? { flag } : {}) }
}

export const settings = {
  http: {
    title: 'Address',
    words: 'Where the server listens, and under which address its users know it.',
    settings: {
      port: setting(
        port,
        '5000',
        'The TCP port to listen on; 0 lets the system choose.',
        '-p, --port <port>',
      ),
      host: setting(
        host,
        '127.0.0.1',
        'The address to listen on. The default serves this machine only; `0.0.0.0` serves every network it is in.',
        '--host <address>',
      ),
      externalUrl: optional(
        webOrigin,
        'The address under which clients reach the server, when a proxy stands in front. Without it, answers follow ' +
          'the `Host` of the request, or the forwarded host when a trusted proxy sends one.',
        '--external-url <url>',
      ),
      trustedProxies: setting(
        list(addressRange),
        '127.0.0.0/8, ::1/128',
        'Proxies whose `X-Forwarded-*` headers are believed. From all others these headers are ignored.',
      ),
    },
  },
  tls: {
    title: 'TLS',
    words: 'HTTPS without a proxy. Replaced certificate files are taken up without a restart.',
    settings: {
      certificate: optional(
        path,
        'The certificate file (PEM), with its intermediate certificates. Needs `tls.key`.',
      ),
      key: optional(path, 'The private key of the certificate (PEM). Needs `tls.certificate`.'),
      self: setting(
        boolean,
        'false',
        'Serves HTTPS with a certificate authority of its own, generated in the data folder. For trials.',
        '--tls-self',
      ),
    },
  },
  admin: {
    title: 'Administrator',
    words: 'The first user, named `admin`.',
    settings: {
      password: optional(
        secret,
        'The password that `admin` gets on the first start; later starts ignore it. It has 8 to 128 characters, with ' +
          'an upper-case letter, a lower-case letter and a digit, or the first start is refused. Without it, the ' +
          'first start generates one and prints it once.',
      ),
    },
  },
  data: {
    title: 'Data',
    words: 'What this node keeps on its own disk.',
    settings: {
      dir: setting(
        path,
        './data',
        "The node's own folder: the SQLite database, generated keys, sockets. Two processes never share one.",
        '-d, --data-dir <folder>',
      ),
    },
  },
  database: {
    title: 'Database',
    words: 'SQLite in the data folder, unless a PostgreSQL server is named.',
    settings: {
      url: optional(
        databaseUrl,
        'The PostgreSQL database to use (`postgres://user:password@host:5432/name`). Without it, SQLite is used.',
      ),
      poolSize: setting(
        integer({ min: 1, max: 1_000 }),
        '10',
        'The most connections that this node opens to PostgreSQL. SQLite does not need it.',
      ),
      connectionTimeout: setting(
        duration({ min: '100ms', max: '5m' }),
        '10s',
        'How long a request waits for a connection to PostgreSQL before it is answered with 503.',
      ),
    },
  },
  storage: {
    title: 'Storage',
    words: 'Where the bytes of images and packages are kept.',
    settings: {
      path: setting(
        path,
        '<data.dir>/storage',
        'The folder of the bytes. Nodes of one registry may share it.',
      ),
      reserve: setting(
        bytes(),
        '1GiB',
        'Free space to keep on the disk: below it, pushes are refused with 507, while pulls and logins go on.',
      ),
    },
  },
  secrets: {
    title: 'Secrets',
    words: 'Passwords and keys in the database are sealed with a key that lies outside of it.',
    settings: {
      keyFile: setting(
        path,
        '<data.dir>/secrets.key',
        'The file of the sealing key, generated when it is absent. Back it up apart from the database; nodes of one ' +
          'registry need the same.',
      ),
    },
  },
  projects: {
    title: 'Projects',
    words: 'How projects come into being.',
    settings: {
      creation: optional(
        choice('everyone', 'adminonly'),
        'Who may create projects: every user with an account, or administrators only. Without it, administrators set ' +
          '`project_creation_restriction` at run time (`everyone` at first).',
      ),
      createOnPush: setting(
        choice('nobody', 'administrators', 'everyone'),
        'nobody',
        'Who may create a project by pushing to a name that is free.',
      ),
    },
  },
  users: {
    title: 'Users',
    words: 'How accounts come into being.',
    settings: {
      selfRegistration: optional(
        boolean,
        'Lets strangers create an account for themselves. Without it, administrators set `self_registration` at run ' +
          'time (`false` at first).',
      ),
    },
  },
  auth: {
    title: 'Tokens',
    words: 'How long proofs of identity stand.',
    settings: {
      tokenLifetime: optional(
        duration({ min: '60s', max: '24h' }),
        'How long a pull or push token is valid. A permission that is taken away ends at once, whatever a token says. ' +
          'Without it, administrators set `token_expiration` at run time (30 minutes at first).',
      ),
      refreshTokenLifetime: setting(
        duration({ min: '60s', max: '3650d' }),
        '30d',
        'How long a client may fetch new tokens with a refresh token before it has to log in again.',
      ),
      keyRotation: setting(
        duration({ min: '1h', max: '3650d' }),
        '90d',
        'The age at which the key that signs tokens is replaced. Old tokens stay valid until they expire.',
      ),
      sessionLifetime: setting(
        duration({ min: '1m', max: '365d' }),
        '7d',
        'How long a browser stays signed in at most. It ends sooner after the time without a request that the setting ' +
          '`session_timeout` of the management API says, 60 minutes by default.',
      ),
      sessionsPerUser: setting(
        integer({ min: 1, max: 1_000 }),
        '20',
        'In how many browsers a user may be signed in: one more ends the oldest.',
      ),
      providersFile: optional(
        path,
        'A file that lists further providers to sign in with, by OpenID Connect or OAuth2 ([how](sign-in.md)).',
      ),
    },
  },
  outbound: {
    title: 'Outbound requests',
    words: 'What the server may ask by itself, such as the provider that people sign in with.',
    settings: {
      privateNetworks: setting(
        list(addressRange),
        'none',
        'Networks and addresses that are not public and that the server may ask nevertheless. Without it, an ' +
          'administrator of the registry cannot make the server ask its own network.',
      ),
    },
  },
  pulls: {
    title: 'Pull limits',
    words: 'A rate limit in the manner of Docker Hub, with its `RateLimit-*` headers.',
    settings: {
      rateLimit: setting(
        integer(),
        '0',
        'Manifests that one account, or one address without an account, may fetch within `pulls.rateLimitWindow`; ' +
          '0 means no limit. Beyond it, the answer is 429 `TOOMANYREQUESTS`.',
      ),
      rateLimitWindow: setting(
        duration({ min: '1s', max: '30d' }),
        '6h',
        'The time over which `pulls.rateLimit` counts.',
      ),
    },
  },
  audit: {
    title: 'Audit log',
    words: 'Who did what, when, and from where; see [operations](operations.md#audit-log).',
    settings: {
      retention: setting(
        duration({ min: '1h', max: '10000d' }),
        '365d',
        'How long entries are kept. Purges that administrators ask for take some of them earlier.',
      ),
      pullRetention: setting(
        duration({ min: '1h', max: '10000d' }),
        '30d',
        'How long entries of pulls are kept, where that is shorter than `audit.retention`: most entries are.',
      ),
      repeatWindow: setting(
        duration({ min: '1s', max: '24h' }),
        '5m',
        'The same pull, login or failed login from one address is one entry in this time, with how often it happened.',
      ),
    },
  },
  log: {
    title: 'Log',
    words: 'Lines of JSON on standard output.',
    settings: {
      level: setting(
        choice('trace', 'debug', 'info', 'warn', 'error', 'fatal'),
        'info',
        'The least severe events to log.',
        '--log-level <level>',
      ),
      access: setting(boolean, 'true', 'Logs one line for each request.'),
    },
  },
  metrics: {
    title: 'Metrics',
    words:
      'Numbers for Prometheus at `/metrics`. They never name projects, repositories, users or addresses.',
    settings: {
      enabled: setting(boolean, 'true', 'Serves `/metrics`; with false its answer is 404.'),
      public: setting(
        boolean,
        'false',
        'Lets everybody read `/metrics`. With false, only administrators may, and scrapers that send `metrics.token`.',
      ),
      token: optional(
        secret,
        'What a scraper sends as `Authorization: Bearer …` to read `/metrics` (in Prometheus: ' +
          '`authorization.credentials_file`).',
      ),
    },
  },
  limits: {
    title: 'Limits',
    words: 'What one client, request or connection may ask of the server.',
    settings: {
      manifestSize: setting(
        bytes({ min: '64KiB', max: '64MiB' }),
        '4MiB',
        'The largest manifest; a larger one is answered with 413. Many clients read no more than the default.',
      ),
      manifestReferences: setting(
        integer({ min: 100, max: 100_000 }),
        '5000',
        'Layers, or children, that one manifest may name; more are answered with 400 `MANIFEST_INVALID`.',
      ),
      tagParameters: setting(
        integer({ min: 10, max: 1_000 }),
        '100',
        'Tags that one push of a manifest may set by `?tag=`; more are answered with 414. The OCI specification ' +
          'demands room for 10.',
      ),
      headerSize: setting(
        bytes({ min: '4KiB', max: '16KiB' }),
        '16KiB',
        'The largest head of a request (its line and headers); a larger one is answered with 431. It cannot be more ' +
          'than the default: the runtime refuses 16KiB of headers, or a line of 16KiB, by itself.',
      ),
      jsonBodySize: setting(
        bytes({ min: '16KiB', max: '64MiB' }),
        '1MiB',
        'The largest body of a request to the management API or the token service; a larger one is answered with 413.',
      ),
      uploadsPerUser: setting(
        integer({ min: 1 }),
        '100',
        'Uploads that one account may have open at a time; more are answered with 429.',
      ),
      uploadsPerAddress: setting(
        integer({ min: 1 }),
        '1000',
        'Uploads that may be open at a time from one client address; more are answered with 429.',
      ),
      uploadAge: setting(
        duration({ min: '1m', max: '30d' }),
        '24h',
        'How long an unfinished upload is kept after its last request.',
      ),
      chunkMinLength: setting(
        bytes({ max: '5GiB' }),
        '0B',
        'The smallest chunk that clients are asked to send (`OCI-Chunk-Min-Length`); 0B asks for nothing.',
      ),
      rangesPerRequest: setting(
        integer({ min: 1, max: 1_000 }),
        '64',
        'Byte ranges that one request may ask for; with more, the whole blob is sent.',
      ),
      pageSize: setting(
        integer({ min: 1, max: 10_000 }),
        '1000',
        'The most entries in one page of tags, referrers or the catalog (`/v2`).',
      ),
      scopesPerToken: setting(
        integer({ min: 1, max: 1_000 }),
        '100',
        'Scopes that one token request may name; more are answered with 400.',
      ),
      loginAttempts: setting(
        integer({ min: 1 }),
        '10',
        'Failed logins to one account from one address within `limits.loginWindow` before further tries from there ' +
          'are slowed down. Nobody is locked out: a right password always passes, elsewhere without any wait.',
      ),
      loginWindow: setting(
        duration({ min: '10s', max: '24h' }),
        '10m',
        'The time over which `limits.loginAttempts` counts.',
      ),
      connections: setting(
        integer({ min: 1 }),
        '10000',
        'Connections with a request that is being worked on, in all; further requests are answered with 429. Idle ' +
          'connections are not counted, nor are pulls once their answer has begun.',
      ),
      connectionsPerAddress: setting(
        integer({ min: 1 }),
        '1000',
        'The same for one client address. Behind a proxy that is not in `http.trustedProxies`, all clients have the ' +
          "proxy's address.",
      ),
      idleTimeout: setting(
        duration({ min: '1s', max: '1h' }),
        '60s',
        'How long a push or pull of a blob may move no byte before it is ended. A pull that moves none is cut after 255s ' +
          'at the latest, as the runtime counts no further.',
      ),
      requestTimeout: setting(
        duration({ min: '1s', max: '1h' }),
        '60s',
        'How long a request that moves no blob may take in all, its body included, before it is answered with 503; with ' +
          '408, and the end of the connection, when it is the body that has not arrived.',
      ),
      keepAliveTimeout: setting(
        // Bun counts idle time in one byte of seconds.
        duration({ min: '1s', max: '255s' }),
        '75s',
        'How long a connection may wait for its next request, to the next 4 seconds; after a pull it is `limits.idleTimeout`. Keep it above the same time of a proxy in front, ' +
          'which would otherwise answer some requests with 502.',
      ),
      liveStreams: setting(
        integer({ min: 0, max: 100_000 }),
        '1000',
        'Open pages, and scripts, that are told of changes as they happen (`GET /api/v2.0/live`); further ones are ' +
          'answered with 429, and pages go on without. Half of them are for those who have signed in. A page that is ' +
          'not looked at listens to nothing.',
      ),
      liveStreamsPerPerson: setting(
        integer({ min: 1, max: 10_000 }),
        '20',
        'The same for one account, or for one address without an account.',
      ),
      drainTimeout: setting(
        duration({ min: '0s', max: '1h' }),
        '30s',
        'How long running requests may go on after the server was told to stop.',
      ),
      drainDelay: setting(
        duration({ min: '0s', max: '10m' }),
        '0s',
        'How long the server goes on as before after it was told to stop, but with `/readyz` at 503: time for a ' +
          'balancer to look elsewhere. Then new connections are refused, and `limits.drainTimeout` begins.',
      ),
    },
  },
} as const satisfies Readonly<Record<string, Group>>

type Table = typeof settings
type ValueOf<S> = S extends Setting<infer T> ? T : never

/** All settings, parsed: sizes in bytes, times in milliseconds, paths absolute. */
export type Config = {
  readonly [G in keyof Table]: {
    readonly [S in keyof Table[G]['settings']]: ValueOf<Table[G]['settings'][S]>
  }
}

/** The dotted name of a setting: `http.port`. */
export type SettingPath = {
  [G in keyof Table]: `${G}.${keyof Table[G]['settings'] & string}`
}[keyof Table]
