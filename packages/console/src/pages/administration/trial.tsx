// A button that tries what is set, and what came of it.
import { Alert, Button } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { Icon } from '../../ui/icon.tsx'

export interface Outcome {
  readonly good: boolean
  readonly words: ReactNode
}

export interface TrialProps {
  readonly label: string
  readonly disabled?: boolean
  /** What it throws is shown as what went wrong. */
  readonly run: () => Promise<Outcome>
}

export function Trial({ label, disabled, run }: TrialProps) {
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<Outcome>()
  const start = async () => {
    setBusy(true)
    setOutcome(undefined)
    try {
      setOutcome(await run())
    } catch (error) {
      setOutcome({ good: false, words: error instanceof Error ? error.message : String(error) })
    } finally {
      setBusy(false)
    }
  }
  return (
    <>
      <Button variant="default" loading={busy} disabled={disabled === true} onClick={start}>
        {label}
      </Button>
      {outcome && (
        <Alert
          w="100%"
          color={outcome.good ? 'teal' : 'red'}
          role={outcome.good ? 'status' : 'alert'}
          icon={<Icon name={outcome.good ? 'check' : 'alert'} />}
          className="long-name"
        >
          {outcome.words}
        </Alert>
      )}
    </>
  )
}
