import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { notifyDone } from '../app/notify.ts'
import { ProblemNote } from './problem-note.tsx'

interface ConfirmButtonProps {
  readonly label: string
  /** What will happen, before it does. */
  readonly children: ReactNode
  /** On the button that does it. */
  readonly confirm: string
  /** Said once it is done. */
  readonly done: string
  readonly act: () => Promise<unknown>
  readonly isDangerous?: boolean
}

/** A button whose act is said before it is done. */
export function ConfirmButton({
  label,
  children,
  confirm,
  done,
  act,
  isDangerous,
}: ConfirmButtonProps) {
  const [isOpen, { open, close }] = useDisclosure()
  const acting = useMutation({
    mutationFn: act,
    onSuccess: () => {
      close()
      notifyDone(done)
    },
  })
  const color = isDangerous === true ? 'red.9' : undefined
  return (
    <>
      <Button
        size="xs"
        variant="default"
        onClick={() => {
          acting.reset()
          open()
        }}
      >
        {label}
      </Button>
      <Modal opened={isOpen} onClose={close} title={label} centered>
        <Stack gap="md">
          <Text size="sm" component="div">
            {children}
          </Text>
          {acting.error === null ? null : <ProblemNote error={acting.error} />}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              Leave it
            </Button>
            <Button
              {...(color === undefined ? {} : { color })}
              loading={acting.isPending}
              onClick={() => acting.mutate()}
            >
              {confirm}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  )
}
