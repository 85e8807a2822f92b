import { notifications } from '@mantine/notifications'

const CLOSE = { 'aria-label': 'Close this note' }

/** Says at the edge of the page that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, closeButtonProps: CLOSE })
}

/** Or that it was not. */
export function notifyProblem(error: Error): void {
  notifications.show({ message: error.message, color: 'red', closeButtonProps: CLOSE })
}
