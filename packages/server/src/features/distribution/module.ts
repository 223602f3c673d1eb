// What distribution plugs into the app: the routes of /v2, put together from its parts.
import type { Clock } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import type { RepeatedEvents } from '../../platform/events/repeated-events.ts'
import type { Events } from '../../platform/events.ts'
import type { JobDefinition } from '../../platform/jobs/job.ts'
import type { Log } from '../../platform/log.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { Authorization } from '../authorization/index.ts'
import type { Content } from '../content/index.ts'
import type { Projects } from '../projects/index.ts'
import type { SearchIndex } from '../search/index.ts'
import type { Authenticator } from '../tokens/index.ts'
import { RepositoryAccess } from './access.ts'
import { type BlobRouteLimits, BlobRoutes } from './blob-routes.ts'
import { Blobs } from './blobs.ts'
import { Copies } from './copies.ts'
import { DistributionRoutes } from './distribution-routes.ts'
import { type ListingLimits, ListingRoutes } from './listing-routes.ts'
import { type ManifestRouteLimits, ManifestRoutes } from './manifest-routes.ts'
import { type ManifestLimits, Manifests } from './manifests.ts'
import { PullCounts } from './pull-counts.ts'
import { PullEvents } from './pull-events.ts'
import { PullLimit, type PullLimitOptions } from './pull-limit.ts'
import { uploadJobs } from './upload-jobs.ts'
import { type UploadRouteLimits, UploadRoutes } from './upload-routes.ts'
import { type UploadLimits, Uploads } from './uploads.ts'

export interface DistributionParts {
  readonly db: Database
  readonly content: Content
  readonly projects: Projects
  readonly authorization: Authorization
  readonly authenticator: Authenticator
  readonly events: Events
  readonly searchIndex: SearchIndex
  readonly metrics: Metrics
  readonly clock: Clock
  readonly log: Log
  /** Rejects while nothing may be changed. */
  admitChange(): Promise<void>
  readonly pulls: PullLimitOptions
  readonly repeatedPulls: RepeatedEvents
  readonly limits: BlobRouteLimits &
    UploadRouteLimits &
    UploadLimits &
    ManifestRouteLimits &
    ManifestLimits &
    ListingLimits
}

export interface Distribution {
  readonly routes: DistributionRoutes
  readonly uploads: Uploads
  readonly manifests: Manifests
  readonly copies: Copies
  readonly pullCounts: PullCounts
  readonly jobs: readonly JobDefinition[]
}

export function createDistribution(parts: DistributionParts): Distribution {
  const { db, content, authorization, authenticator, limits, clock, metrics } = parts
  const access = new RepositoryAccess(authorization, parts.projects)
  const uploads = new Uploads(db, content, limits, clock)
  const manifests = new Manifests(db, parts.events, limits, clock, parts.log, parts.searchIndex)
  const copies = new Copies(db, content, manifests, clock)
  const pullCounts = new PullCounts(db, clock, parts.log)
  const pullEvents = new PullEvents(parts.repeatedPulls)
  const pullLimit = new PullLimit(parts.pulls, clock)
  const routes = new DistributionRoutes({
    authenticator,
    access,
    blobs: new BlobRoutes(db, content, new Blobs(db, clock), limits, metrics),
    uploads: new UploadRoutes(db, uploads, access, limits, metrics),
    manifests: new ManifestRoutes(manifests, pullLimit, { counts: pullCounts, events: pullEvents }, limits),
    listings: new ListingRoutes(db, authorization, limits),
    admitChange: parts.admitChange,
  })
  const jobs = uploadJobs({ db, uploads, content, limits, clock, log: parts.log })
  return { routes, uploads, manifests, copies, pullCounts, jobs }
}
