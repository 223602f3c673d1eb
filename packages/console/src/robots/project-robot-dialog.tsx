// Makes or changes a robot of a project.
import { Alert, Code } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../words/words.tsx'
import { PermissionMatrix } from './permission-matrix.tsx'
import { RobotDialog, type RobotEditorProps } from './robot-dialog.tsx'
import { accessOf, allowedIn, deniedIn, presets } from './robot-permissions.ts'

export function ProjectRobotDialog({ project, ...props }: RobotEditorProps & { readonly project: string }) {
  const { t } = useWords()
  const given = props.robot?.permissions?.[0]?.access
  const [chosen, setChosen] = useState(given ? allowedIn(given) : new Set<string>(presets.pull))
  const denied = deniedIn(given)
  const access = accessOf(chosen, denied)
  const permissions = access.length > 0 ? [{ kind: 'project', namespace: project, access }] : []
  return (
    <RobotDialog {...props} level="project" permissions={permissions}>
      <PermissionMatrix kind="project" chosen={chosen} onChange={setChosen} />
      {denied.length > 0 && (
        <Alert color="gray">
          {t('robots.denied')}{' '}
          {denied.map(({ resource, action }) => (
            <Code key={`${resource}:${action}`}>{`${resource}:${action}`} </Code>
          ))}
        </Alert>
      )}
    </RobotDialog>
  )
}
