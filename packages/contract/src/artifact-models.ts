// Artifacts, tags, accessories and what is shown with them, as schemas.
import { z } from 'zod'
import { count, id, time } from './common.ts'
import { Label } from './labels.ts'

export const Tag = z
  .object({
    id,
    repository_id: id,
    artifact_id: id,
    name: z.string(),
    push_time: time,
    pull_time: time.meta({ description: 'In the year 1 when it was never pulled.' }),
    immutable: z.boolean(),
  })
  .meta({ id: 'Tag' })

export const NewTag = z.object({ name: z.string().min(1) }).meta({ id: 'NewTag', examples: [{ name: 'v1' }] })

const Platform = z
  .object({
    architecture: z.string().optional(),
    os: z.string().optional(),
    'os.version': z.string().optional(),
    'os.features': z.array(z.string()).optional(),
    variant: z.string().optional(),
  })
  .meta({ id: 'Platform' })

const Annotations = z.record(z.string(), z.string()).meta({ id: 'Annotations' })

const Reference = z
  .object({
    parent_id: id,
    child_id: id.meta({ description: '0 when the child was not pushed.' }),
    child_digest: z.string(),
    platform: Platform.optional(),
    annotations: Annotations.optional(),
    urls: z.array(z.string()).nullable(),
  })
  .meta({ id: 'Reference', description: 'A part of an index.' })

export const Accessory = z
  .object({
    id,
    artifact_id: id,
    subject_artifact_id: id,
    subject_artifact_digest: z.string(),
    subject_artifact_repo: z.string(),
    size: id,
    digest: z.string(),
    type: z.string(),
    icon: z.string(),
    creation_time: time,
  })
  .meta({ id: 'Accessory', description: 'An artifact that refers to another, such as a signature.' })

const AdditionLink = z
  .object({ href: z.string().optional(), absolute: z.boolean().optional() })
  .meta({ id: 'AdditionLink' })
const Scanner = z
  .object({ name: z.string().optional(), vendor: z.string().optional(), version: z.string().optional() })
  .meta({ id: 'Scanner' })
const number = z.int().meta({ format: 'int' })
const VulnerabilitySummary = z
  .object({
    total: number.optional(),
    fixable: number.optional(),
    summary: z.record(z.string(), number).optional(),
  })
  .meta({ id: 'VulnerabilitySummary' })
const NativeReportSummary = z
  .object({
    report_id: z.string().optional(),
    scan_status: z.string().optional(),
    severity: z.string().optional(),
    duration: id.optional(),
    summary: VulnerabilitySummary.optional(),
    start_time: time.optional(),
    end_time: time.optional(),
    complete_percent: count.optional(),
    scanner: Scanner.optional(),
  })
  .meta({ id: 'NativeReportSummary' })
const SBOMOverview = z
  .object({
    start_time: time.optional(),
    end_time: time.optional(),
    scan_status: z.string().optional(),
    sbom_digest: z.string().optional(),
    report_id: z.string().optional(),
    duration: id.optional(),
    scanner: Scanner.optional(),
  })
  .meta({ id: 'SBOMOverview' })

export const Artifact = z
  .object({
    id,
    type: z.string().meta({ description: '`IMAGE`, `CHART`, …, or `UNKNOWN`.' }),
    media_type: z.string().meta({ description: 'Of its config; of itself when it has none.' }),
    manifest_media_type: z.string(),
    artifact_type: z.string(),
    project_id: id,
    repository_id: id,
    repository_name: z.string(),
    digest: z.string(),
    size: id.meta({ description: 'The manifest with all that it names, in bytes.' }),
    icon: z.string().optional(),
    push_time: time,
    pull_time: time.meta({ description: 'In the year 1 when it was never pulled.' }),
    extra_attrs: z
      .record(z.string(), z.unknown())
      .meta({ id: 'ExtraAttrs', description: 'What an image’s config says of it.' })
      .optional(),
    annotations: Annotations.optional(),
    references: z.array(Reference).nullable(),
    tags: z.array(Tag).nullable(),
    addition_links: z.record(z.string(), AdditionLink).meta({ id: 'AdditionLinks' }).optional(),
    labels: z.array(Label).nullable(),
    scan_overview: z.record(z.string(), NativeReportSummary).meta({ id: 'ScanOverview' }).optional(),
    sbom_overview: SBOMOverview.optional(),
    accessories: z.array(Accessory).nullable(),
    inherited_accessories: z.array(Accessory).optional(),
  })
  .meta({ id: 'Artifact' })

const flag = (fallback: boolean, words: string) => z.boolean().default(fallback).meta({ description: words })

/** What to show with each artifact. */
export const details = {
  with_tag: flag(true, 'Whether to name the tags.'),
  with_label: flag(false, 'Whether to name the labels.'),
  with_scan_overview: flag(false, 'There are no scans yet.'),
  with_sbom_overview: flag(false, 'There are no bills of materials yet.'),
  with_immutable_status: flag(false, 'There are no immutable tags yet.'),
  with_accessory: flag(false, 'Whether to name the artifacts that belong to it, such as signatures.'),
  with_inherited_accessory: flag(false, 'Whether to name those that belong to an index it is part of.'),
}

export const acceptHeaders = z.object({
  'X-Accept-Vulnerabilities': z
    .string()
    .default(
      'application/vnd.security.vulnerability.report; version=1.1, ' +
        'application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0',
    )
    .meta({ description: 'For scan reports, of which there are none yet.' }),
})

/** What lists of artifacts can be filtered by, in words. */
export const artifactFilters =
  'Filters by `tags` (`*` for any, `nil` for none), `labels` (ids: `labels=(1 2)` has all of them, `{1 2}` any), ' +
  '`digest`, `type`, `media_type`, `manifest_media_type`, `artifact_type`, `size`, `push_time`, `pull_time`; sorts by ' +
  'the last three and `id`. A repository’s are sorted by `version` too: by the highest that their tags name, where all ' +
  'have 20,000 tags at most.'
