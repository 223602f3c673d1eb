// How a job of a CI gets its token: what to write down, for the two that most have.
import { Code, Group, Modal, Stack, Tabs, Text } from '@mantine/core'
import { CopyIcon } from '../ui/copy-line.tsx'
import { useWords } from '../words/words.tsx'

export function TrustGuide({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useWords()
  const { host, origin } = window.location
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      size="xl"
      title={t('trust.guide')}
      closeButtonProps={{ 'aria-label': t('common.close') }}
    >
      <Stack>
        <Text>{t('trust.guide.words')}</Text>
        <Tabs defaultValue="github" keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="github">{t('trust.issuer.github')}</Tabs.Tab>
            <Tabs.Tab value="gitlab">{t('trust.issuer.gitlab')}</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="github" pt="md">
            <Example text={github(host, origin)} />
          </Tabs.Panel>
          <Tabs.Panel value="gitlab" pt="md">
            <Example text={gitlab(host, origin)} />
          </Tabs.Panel>
        </Tabs>
      </Stack>
    </Modal>
  )
}

function Example({ text }: { readonly text: string }) {
  const { t } = useWords()
  return (
    <Stack gap={4}>
      <Group justify="flex-end">
        <CopyIcon text={text} label={t('trust.guide.copy')} />
      </Group>
      <Code block className="code-lines" tabIndex={0}>
        {text}
      </Code>
    </Stack>
  )
}

const exchange = (origin: string, token: string, indent: string) =>
  [
    `answer=$(curl -sS --fail-with-body "${origin}/service/token" \\`,
    '  --data-urlencode grant_type=urn:ietf:params:oauth:grant-type:token-exchange \\',
    '  --data-urlencode subject_token_type=urn:ietf:params:oauth:token-type:jwt \\',
    `  --data-urlencode "subject_token=${token}") || { echo "$answer"; exit 1; }`,
  ].join(`\n${indent}`)

function github(host: string, origin: string): string {
  return `permissions:
  id-token: write
  contents: read
steps:
  - name: Log in
    env:
      REGISTRY: ${host}
    run: |
      id_token=$(curl -fsS -H "Authorization: Bearer $ACTIONS_ID_TOKEN_REQUEST_TOKEN" \\
        "$ACTIONS_ID_TOKEN_REQUEST_URL&audience=$REGISTRY" | jq -r .value)
      ${exchange(origin, '$id_token', '      ')}
      token=$(echo "$answer" | jq -r .access_token)
      echo "::add-mask::$token"
      echo "$token" | docker login "$REGISTRY" -u "$(echo "$answer" | jq -r .username)" --password-stdin`
}

function gitlab(host: string, origin: string): string {
  return `push:
  variables:
    REGISTRY: ${host}
  id_tokens:
    REGISTRY_ID_TOKEN:
      aud: ${host}
  before_script:
    - |
      ${exchange(origin, '$REGISTRY_ID_TOKEN', '      ')}
      echo "$answer" | jq -r .access_token |
        docker login "$REGISTRY" -u "$(echo "$answer" | jq -r .username)" --password-stdin`
}
