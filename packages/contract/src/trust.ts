// Rules of trust in the tokens of other issuers: beyond Harbor's API, in its manner.
import { z } from 'zod'
import { TokenPermission } from './access-tokens.ts'
import {
  created,
  done,
  failures,
  id,
  listing,
  pageOf,
  projectHeaders,
  projectParams,
  time,
} from './common.ts'
import type { Route } from './route.ts'

const ClaimCondition = z
  .object({
    claim: z.string().min(1).max(128).meta({ description: 'A claim at the top of the token: `repository`.' }),
    match: z.enum(['exact', 'glob']),
    value: z
      .string()
      .min(1)
      .max(255)
      .meta({
        description:
          'In a glob, `*` and `?` stand for characters other than `/`, and `**` for any. `**` stands by itself, between ' +
          'the ends, `/`, `:` or `@`: `acme**` is refused.',
      }),
  })
  .meta({ id: 'ClaimCondition' })

const content = {
  name: z.string().min(1).max(255),
  issuer: z
    .string()
    .min(1)
    .max(255)
    .meta({ description: 'The claim `iss`, whose discovery document names the keys.' }),
  audience: z.string().min(1).max(255).meta({
    description: 'What the claim `aud` must be: the registry’s host name serves well.',
  }),
  conditions: z.array(ClaimCondition).min(1).max(20).meta({ description: 'All of them must hold.' }),
  robot_id: id.meta({ description: 'The robot that the exchanged token acts as.' }),
  permissions: z
    .array(TokenPermission)
    .min(1)
    .max(100)
    .optional()
    .meta({ description: 'Limits the token within what the robot may; absent: it may all of that.' }),
}

const TrustRule = z
  .object({
    id,
    project_id: id.optional().meta({ description: 'Absent for a rule of the system.' }),
    ...content,
    description: z.string(),
    lifetime_minutes: z.int(),
    single_use: z.boolean(),
    disable: z.boolean(),
    creation_time: time,
    update_time: time,
  })
  .meta({ id: 'TrustRule' })

const TrustRuleReq = z
  .object({
    ...content,
    description: z.string().max(1024).optional(),
    lifetime_minutes: z.int().min(5).max(4320).optional().meta({ description: '60 when absent.' }),
    single_use: z.boolean().optional().meta({
      description: 'Each token of the issuer is exchanged once. A job that tries again needs a new one.',
    }),
    disable: z.boolean().optional(),
  })
  .meta({
    id: 'TrustRuleReq',
    examples: [
      {
        name: 'web',
        issuer: 'https://token.actions.githubusercontent.com',
        audience: 'registry.example.com',
        conditions: [
          { claim: 'repository', match: 'exact', value: 'acme/web' },
          { claim: 'ref', match: 'glob', value: 'refs/heads/release/*' },
        ],
        robot_id: 7,
      },
    ],
  })

const area = 'Trust rules'
const ruleId = { trust_rule_id: id.meta({ examples: [7] }) }
const rule = { 200: { words: 'The rule.', body: TrustRule } } as const
const words = 'Filters and sorts by `name`, `issuer`, `robot_id`, `disable`, `creation_time`, `update_time`.'
const changed = 'All of it is replaced. Tokens that the rule handed out before end.'
const who = 'Whoever may change robots: administrators.'
const whoInProject = 'Whoever may change the project’s robots.'

export const trustRuleRoutes = {
  listTrustRules: {
    method: 'GET',
    path: '/trust-rules',
    area,
    summary: 'Lists the system’s rules of trust',
    description: `${who} ${words}`,
    auth: 'required',
    query: z.object(listing),
    responses: { ...pageOf(TrustRule), ...failures(400, 401, 403, 422) },
  },
  createTrustRule: {
    method: 'POST',
    path: '/trust-rules',
    area,
    summary: 'Makes a rule by which tokens of a CI are exchanged for a robot’s',
    description: `${who} The exchange itself is at \`/service/token\`, as RFC 8693 has it.`,
    auth: 'required',
    body: TrustRuleReq,
    responses: { ...created, ...failures(400, 401, 403, 404, 409, 422) },
  },
  getTrustRule: {
    method: 'GET',
    path: '/trust-rules/{trust_rule_id}',
    area,
    summary: 'Shows a rule of trust',
    description: who,
    auth: 'required',
    params: z.object(ruleId),
    responses: { ...rule, ...failures(401, 403, 404, 422) },
  },
  updateTrustRule: {
    method: 'PUT',
    path: '/trust-rules/{trust_rule_id}',
    area,
    summary: 'Changes a rule of trust',
    description: `${who} ${changed}`,
    auth: 'required',
    params: z.object(ruleId),
    body: TrustRuleReq,
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
  deleteTrustRule: {
    method: 'DELETE',
    path: '/trust-rules/{trust_rule_id}',
    area,
    summary: 'Deletes a rule of trust',
    description: `${who} Tokens that the rule handed out end.`,
    auth: 'required',
    params: z.object(ruleId),
    responses: { ...done, ...failures(401, 403, 404, 422) },
  },
  listProjectTrustRules: {
    method: 'GET',
    path: '/projects/{project_name_or_id}/trust-rules',
    area,
    summary: 'Lists a project’s rules of trust',
    description: `${whoInProject} ${words}`,
    auth: 'required',
    params: projectParams,
    headers: projectHeaders,
    query: z.object(listing),
    responses: { ...pageOf(TrustRule), ...failures(400, 401, 403, 404, 422) },
  },
  createProjectTrustRule: {
    method: 'POST',
    path: '/projects/{project_name_or_id}/trust-rules',
    area,
    summary: 'Makes a rule by which tokens of a CI are exchanged for one of a project’s robot',
    description: whoInProject,
    auth: 'required',
    params: projectParams,
    headers: projectHeaders,
    body: TrustRuleReq,
    responses: { ...created, ...failures(400, 401, 403, 404, 409, 422) },
  },
  getProjectTrustRule: {
    method: 'GET',
    path: '/projects/{project_name_or_id}/trust-rules/{trust_rule_id}',
    area,
    summary: 'Shows a project’s rule of trust',
    description: whoInProject,
    auth: 'required',
    params: projectParams.extend(ruleId),
    headers: projectHeaders,
    responses: { ...rule, ...failures(401, 403, 404, 422) },
  },
  updateProjectTrustRule: {
    method: 'PUT',
    path: '/projects/{project_name_or_id}/trust-rules/{trust_rule_id}',
    area,
    summary: 'Changes a project’s rule of trust',
    description: `${whoInProject} ${changed}`,
    auth: 'required',
    params: projectParams.extend(ruleId),
    headers: projectHeaders,
    body: TrustRuleReq,
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
  deleteProjectTrustRule: {
    method: 'DELETE',
    path: '/projects/{project_name_or_id}/trust-rules/{trust_rule_id}',
    area,
    summary: 'Deletes a project’s rule of trust',
    description: `${whoInProject} Tokens that the rule handed out end.`,
    auth: 'required',
    params: projectParams.extend(ruleId),
    headers: projectHeaders,
    responses: { ...done, ...failures(401, 403, 404, 422) },
  },
} as const satisfies Record<string, Route>
