// Makes or changes a rule of trust: whose tokens are taken, what must stand in them, and whose rights they give.
import {
  Checkbox,
  Group,
  NumberInput,
  SegmentedControl,
  Stack,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { api } from '../api.ts'
import { allOf, contains } from '../app/filter.ts'
import { filterOf } from '../robots/robot.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { FoldedFields, FormPart } from '../ui/form-part.tsx'
import { type Choice, offered, SearchSelect } from '../ui/search-select.tsx'
import { useWords } from '../words/words.tsx'
import { ConditionsField } from './conditions-field.tsx'
import { contentOf, draftOf, isComplete, type RuleDraft } from './rule-draft.ts'
import { knownIssuers, saveRule, type TrustPlace, type TrustRule } from './trust-rule.ts'

export interface TrustRuleDialogProps {
  readonly place: TrustPlace
  /** That is changed; absent: one is made. */
  readonly rule?: TrustRule | undefined
  readonly onClose: () => void
}

export function TrustRuleDialog({ place, rule, onClose }: TrustRuleDialogProps) {
  const { t } = useWords()
  const queries = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(rule, window.location.host))
  const change = (part: Partial<RuleDraft>) => setDraft({ ...draft, ...part })
  const submit = async () => {
    await saveRule(place, contentOf(draft, rule), rule?.id)
    await queries.invalidateQueries({ queryKey: ['trust rules'] })
  }
  return (
    <FormDialog
      opened
      size="xl"
      title={rule ? t('trust.edit', { name: rule.name }) : t('trust.new')}
      action={t(rule ? 'common.save' : 'trust.create')}
      onClose={onClose}
      onSubmit={submit}
      disabled={!isComplete(draft)}
    >
      <TextInput
        label={t('common.name')}
        description={t('trust.nameWords')}
        value={draft.name}
        required
        data-autofocus
        autoComplete="off"
        maxLength={255}
        onChange={({ currentTarget }) => change({ name: currentTarget.value })}
      />
      <WhoseTokens draft={draft} change={change} />
      <WhatTheyGive place={place} draft={draft} change={change} />
      <FoldedFields label={t('common.moreFields')} open={rule !== undefined}>
        <Checkbox
          label={t('trust.singleUse')}
          description={t('trust.singleUse.words')}
          checked={draft.singleUse}
          onChange={({ currentTarget }) => change({ singleUse: currentTarget.checked })}
        />
        <Textarea
          label={t('common.description')}
          value={draft.description}
          maxLength={1024}
          autosize
          onChange={({ currentTarget }) => change({ description: currentTarget.value })}
        />
        <Checkbox
          label={t('trust.disabled')}
          checked={draft.disable}
          onChange={({ currentTarget }) => change({ disable: currentTarget.checked })}
        />
      </FoldedFields>
    </FormDialog>
  )
}

interface PartProps {
  readonly draft: RuleDraft
  readonly change: (part: Partial<RuleDraft>) => void
}

function WhoseTokens({ draft, change }: PartProps) {
  const { t } = useWords()
  const known = knownIssuers.find(({ name }) => name === draft.from)
  return (
    <FormPart title={t('trust.part.tokens')}>
      <Stack gap={4}>
        <Text size="sm" className="field-label" id="trust-from">
          {t('trust.from')}
        </Text>
        <SegmentedControl
          aria-labelledby="trust-from"
          value={draft.from}
          data={knownIssuers.map(({ name }) => ({ value: name, label: t(`trust.issuer.${name}`) }))}
          onChange={(name) => change(startOf(name))}
        />
      </Stack>
      <FoldedFields
        // Of an issuer that is known there is nothing to fill in.
        key={draft.from}
        label={t('trust.source')}
        brief={[draft.issuer, draft.audience].filter(Boolean).join(' · ')}
        open={draft.from === 'other'}
      >
        <TextInput
          label={t('trust.issuer')}
          description={t('trust.issuer.words')}
          value={draft.issuer}
          required
          type="url"
          maxLength={255}
          spellCheck={false}
          onChange={({ currentTarget }) => change({ issuer: currentTarget.value })}
        />
        <TextInput
          label={t('trust.audience')}
          description={t('trust.audience.words')}
          value={draft.audience}
          required
          maxLength={255}
          spellCheck={false}
          onChange={({ currentTarget }) => change({ audience: currentTarget.value })}
        />
      </FoldedFields>
      <ConditionsField
        conditions={draft.conditions}
        claims={known?.claims ?? []}
        onChange={(conditions) => change({ conditions })}
      />
    </FormPart>
  )
}

/** What the form begins with for a kind of issuer. */
function startOf(name: string): Partial<RuleDraft> {
  const known = knownIssuers.find((each) => each.name === name)
  if (!known) return {}
  const { conditions } = draftOf(undefined, '', known)
  return { from: known.name, issuer: known.issuer, conditions }
}

function WhatTheyGive({ place, draft, change }: PartProps & { readonly place: TrustPlace }) {
  const { t } = useWords()
  return (
    <FormPart title={t('trust.part.gives')}>
      <Group align="flex-start">
        <SearchSelect
          flex="1 1 260px"
          label={t('trust.robot')}
          description={t('trust.robot.words')}
          placeholder={t('trust.robot.choose')}
          nothing={t('trust.robot.none')}
          queryKey={['robots', place, 'choice']}
          search={(text) => robotChoices(place, text === '' ? undefined : contains('name', text))}
          find={async (id) => (await robotChoices(place, `id=${id}`))[0]}
          value={draft.robotId === undefined ? null : String(draft.robotId)}
          required
          onChange={(value) => change({ robotId: value === null ? undefined : Number(value) })}
        />
        <NumberInput
          label={t('trust.lifetime')}
          description={t('trust.lifetime.words')}
          w={{ base: '100%', xs: 240 }}
          min={5}
          max={4320}
          allowDecimal={false}
          value={draft.minutes}
          onChange={(value) => change({ minutes: value === '' ? '' : Number(value) })}
        />
      </Group>
    </FormPart>
  )
}

/** The first by name. @param filter in the API's language, besides that of the place */
async function robotChoices(place: TrustPlace, filter: string | undefined): Promise<Choice[]> {
  const q = allOf([filterOf(place), filter])
  const { body } = await api.ListRobot({ query: { q, page_size: offered, sort: 'name' } })
  return body.map(({ id, name }) => ({ value: String(id), label: name ?? String(id) }))
}
