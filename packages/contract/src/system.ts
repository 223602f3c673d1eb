// The server itself: is it there, is it well, what is it.
import { z } from 'zod'
import { failures, time } from './common.ts'
import type { Route } from './route.ts'

const ComponentHealthStatus = z
  .object({
    name: z.string(),
    status: z.string().meta({ description: '`healthy` or `unhealthy`.' }),
    error: z.string().optional(),
  })
  .meta({ id: 'ComponentHealthStatus' })

const OverallHealthStatus = z
  .object({
    status: z.string().meta({ description: '`healthy` when every component is.' }),
    components: z.array(ComponentHealthStatus),
  })
  .meta({ id: 'OverallHealthStatus' })

const AuthproxySetting = z
  .object({
    endpoint: z.string().optional(),
    tokenreivew_endpoint: z.string().optional(),
    skip_search: z.boolean().optional(),
    verify_cert: z.boolean().optional(),
    server_certificate: z.string().optional(),
  })
  .meta({ id: 'AuthproxySetting' })

const GeneralInfo = z
  .object({
    banner_message: z.string().optional(),
    current_time: time.optional(),
    registry_url: z.string().optional().meta({ description: 'Host and port that images are named by.' }),
    external_url: z.string().optional(),
    auth_mode: z.string().optional().meta({ description: '`db_auth`: accounts are kept here.' }),
    primary_auth_mode: z.boolean().optional(),
    project_creation_restriction: z.string().optional().meta({ description: '`everyone` or `adminonly`.' }),
    self_registration: z.boolean().optional(),
    has_ca_root: z.boolean().optional(),
    harbor_version: z
      .string()
      .optional()
      .meta({ description: 'The version of Harbor’s contract, and of this server.' }),
    registry_storage_provider_name: z.string().optional(),
    read_only: z.boolean().optional(),
    notification_enable: z.boolean().optional(),
    authproxy_settings: AuthproxySetting.nullable().optional(),
    oidc_provider_name: z.string().optional(),
  })
  .meta({ id: 'GeneralInfo' })

const Storage = z
  .object({ total: z.int().meta({ format: 'uint64' }), free: z.int().meta({ format: 'uint64' }) })
  .meta({ id: 'Storage', description: 'Bytes.' })

const SystemInfo = z.object({ storage: z.array(Storage) }).meta({ id: 'SystemInfo' })

const area = 'System'

export const systemRoutes = {
  getPing: {
    method: 'GET',
    path: '/ping',
    area,
    summary: 'Says that the API is there',
    auth: 'none',
    responses: { 200: { words: '`Pong`', body: z.string(), mediaType: 'text/plain' } },
  },
  getHealth: {
    method: 'GET',
    path: '/health',
    area,
    summary: 'Says how each component is',
    description: 'Always 200: the body says whether something is unhealthy.',
    auth: 'none',
    responses: { 200: { words: 'The health of the whole and of its parts.', body: OverallHealthStatus } },
  },
  getSystemInfo: {
    method: 'GET',
    path: '/systeminfo',
    area,
    summary: 'Says what this server is',
    description: 'Callers with an account are told more than anonymous ones.',
    auth: 'optional',
    responses: { 200: { words: 'What the caller may know.', body: GeneralInfo }, ...failures(401) },
  },
  getVolumes: {
    method: 'GET',
    path: '/systeminfo/volumes',
    area,
    summary: 'Says how much room the storage has',
    auth: 'required',
    responses: { 200: { words: 'The disk of the storage.', body: SystemInfo }, ...failures(401, 403, 404) },
  },
  getCert: {
    method: 'GET',
    path: '/systeminfo/getcert',
    area,
    summary: 'Hands out the certificate of the authority that clients must trust',
    description: 'Where the server made its own; 404 where it has a certificate of somebody else.',
    auth: 'none',
    responses: {
      200: {
        words: 'The certificate, in PEM.',
        body: z.string().meta({ format: 'binary' }),
        mediaType: 'application/octet-stream',
        headers: ['Content-Disposition'],
      },
      ...failures(404),
    },
  },
} as const satisfies Record<string, Route>
