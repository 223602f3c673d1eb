// Says when the session that a page was opened with is over, or is somebody else's by now, and leads on.
import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useCallback, useEffect, useLayoutEffect, useRef } from 'react'
import { type api, refusals } from '../api.ts'
import { useWords } from '../words/words.tsx'
import { isOwners, signedIn, signInAddress, useCurrentUser } from './session.ts'
import { sessionGate } from './session-gate.ts'

type User = Awaited<ReturnType<typeof api.getCurrentUserInfo>>['body']

/** Over whatever the page shows, its dialogs too. */
const above = 400

export function SessionWatch() {
  const { data: user } = useQuery(signedIn)
  const owner = useCurrentUser()
  const isOver = owner !== undefined && user !== undefined && user?.user_id !== owner.user_id
  useLayoutEffect(() => {
    if (isOver) sessionGate.close()
    else sessionGate.open()
  }, [isOver])
  useAskedAgain(user, isOver)
  useLookAgain(user)
  if (!owner) return null
  return <Changed opened={isOver} name={owner.username} other={user?.username} />
}

interface ChangedProps {
  readonly opened: boolean
  readonly name: string
  readonly other: string | undefined
}

/** It is there before it opens, so that it gives the focus back to where somebody was typing. */
function Changed({ opened, name, other }: ChangedProps) {
  const { t } = useWords()
  const here = useRouterState({ select: (state) => state.location.href })
  const reload = () => window.location.reload()
  return (
    <Modal
      opened={opened}
      onClose={() => {}}
      transitionProps={{ duration: 0 }}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      centered
      zIndex={above}
      size="lg"
      overlayProps={{ blur: 14, backgroundOpacity: 0.6 }}
      title={t(other === undefined ? 'session.ended' : 'session.other')}
    >
      <Stack>
        <Text className="long-name">
          {other === undefined
            ? t('session.ended.words', { name })
            : t('session.other.words', { name, other })}
        </Text>
        <Group justify="flex-end">
          {other === undefined ? (
            <>
              <Button variant="default" onClick={reload}>
                {t('session.without')}
              </Button>
              <Button component="a" href={signInAddress(here)} target="_blank" data-autofocus>
                {t('session.again')}
              </Button>
            </>
          ) : (
            <Button onClick={reload} data-autofocus>
              {t('session.goOn', { other })}
            </Button>
          )}
        </Group>
      </Stack>
    </Modal>
  )
}

/** Asks who is signed in when it may have changed: by a refusal, by another window, while nobody was here. */
function useAskedAgain(user: User | null | undefined, isOver: boolean): void {
  const queries = useQueryClient()
  const id = user === undefined ? undefined : (user?.user_id ?? 0)
  const ask = useCallback(() => {
    // One that is under way is the answer: to begin another one would be refused, and ask, and be refused again.
    void queries
      .refetchQueries({ queryKey: signedIn.queryKey, exact: true }, { cancelRefetch: false })
      .then(() => isOwners(queries.getQueryData(signedIn.queryKey)) && sessionGate.open())
  }, [queries])
  useEffect(() => {
    if (id === undefined) return
    const windows = new BroadcastChannel('entrepot session')
    windows.onmessage = ({ data }) => data !== id && ask()
    windows.postMessage(id)
    return () => windows.close()
  }, [id, ask])
  useEffect(() => {
    const askOfUser = () => id && ask()
    // Who has signed in again elsewhere comes back to this window, which may have slept when that was told.
    const askBack = () => (id || isOver) && ask()
    const askWhenKept = ({ persisted }: PageTransitionEvent) => persisted && ask()
    refusals.addEventListener('refusal', askOfUser)
    window.addEventListener('focus', askBack)
    window.addEventListener('pageshow', askWhenKept)
    return () => {
      refusals.removeEventListener('refusal', askOfUser)
      window.removeEventListener('focus', askBack)
      window.removeEventListener('pageshow', askWhenKept)
    }
  }, [id, isOver, ask])
}

/** Somebody has signed in, in another window: there is more to see than there was for nobody. */
function useLookAgain(user: User | null | undefined): void {
  const queries = useQueryClient()
  const wasNobody = useRef(false)
  useEffect(() => {
    if (user && wasNobody.current) void queries.invalidateQueries()
    wasNobody.current = user === null
  }, [user, queries])
}
