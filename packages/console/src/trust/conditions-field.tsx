// The conditions that a token's claims must meet: all of them.
import { ActionIcon, Autocomplete, Button, Group, NativeSelect, Stack, Text, TextInput } from '@mantine/core'
import { Icon } from '../ui/icon.tsx'
import { useWords } from '../words/words.tsx'
import type { Condition } from './trust-rule.ts'

export interface KeyedCondition extends Condition {
  /** Of the row, as long as the form is open. */
  readonly key: number
}

let lastKey = 0

export function keyed(conditions: readonly Condition[]): KeyedCondition[] {
  return conditions.map(({ claim, match, value }) => {
    lastKey += 1
    return { claim, match, value, key: lastKey }
  })
}

export interface ConditionsFieldProps {
  readonly conditions: readonly KeyedCondition[]
  readonly onChange: (conditions: KeyedCondition[]) => void
  /** To be suggested. */
  readonly claims: readonly string[]
}

/** As the API has it. */
const most = 20

export function ConditionsField({ conditions, onChange, claims }: ConditionsFieldProps) {
  const { t } = useWords()
  return (
    <Stack gap="xs" role="group" aria-label={t('trust.conditions')}>
      <div>
        <Text size="sm" className="field-label">
          {t('trust.conditions')}
        </Text>
        <Text size="xs" c="dimmed">
          {t('trust.conditions.words')}
        </Text>
      </div>
      {conditions.map((condition) => (
        <ConditionRow
          key={condition.key}
          condition={condition}
          claims={claims}
          onChange={(next) => onChange(conditions.map((each) => (each === condition ? next : each)))}
          {...(conditions.length > 1 && {
            onRemove: () => onChange(conditions.filter((each) => each !== condition)),
          })}
        />
      ))}
      {conditions.length < most && (
        <Group>
          <Button
            size="xs"
            variant="default"
            leftSection={<Icon name="plus" size={16} />}
            onClick={() => onChange([...conditions, ...keyed([{ claim: '', match: 'exact', value: '' }])])}
          >
            {t('trust.conditions.add')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}

interface ConditionRowProps {
  readonly condition: KeyedCondition
  readonly claims: readonly string[]
  readonly onChange: (condition: KeyedCondition) => void
  /** Absent where it is the last one. */
  readonly onRemove?: () => void
}

function ConditionRow({ condition, claims, onChange, onRemove }: ConditionRowProps) {
  const { t } = useWords()
  return (
    <div className="condition-row">
      <Autocomplete
        aria-label={t('trust.claim')}
        placeholder={t('trust.claim')}
        data={[...claims]}
        value={condition.claim}
        maxLength={128}
        spellCheck={false}
        onChange={(claim) => onChange({ ...condition, claim })}
      />
      <NativeSelect
        aria-label={t('trust.match')}
        data={[
          { value: 'exact', label: t('trust.match.exact') },
          { value: 'glob', label: t('trust.match.glob') },
        ]}
        value={condition.match}
        onChange={({ currentTarget }) =>
          onChange({ ...condition, match: currentTarget.value === 'glob' ? 'glob' : 'exact' })
        }
      />
      <TextInput
        aria-label={t('trust.value', { claim: condition.claim })}
        placeholder={placeholders[condition.claim]}
        value={condition.value}
        maxLength={255}
        spellCheck={false}
        onChange={({ currentTarget }) => onChange({ ...condition, value: currentTarget.value })}
      />
      {onRemove ? (
        <ActionIcon
          variant="subtle"
          color="gray"
          size="lg"
          aria-label={t('trust.conditions.remove', { claim: condition.claim })}
          onClick={onRemove}
        >
          <Icon name="trash" />
        </ActionIcon>
      ) : (
        <span />
      )}
    </div>
  )
}

const placeholders: Readonly<Record<string, string>> = {
  repository: 'acme/web',
  repository_owner: 'acme',
  project_path: 'acme/web',
  namespace_path: 'acme',
  ref: 'refs/heads/main',
  environment: 'production',
  sub: 'repo:acme/web:ref:refs/heads/main',
}
