/** What the service worker says when it is woken: it has no other way to the texts. */
export interface NotificationText {
  readonly title: string
  readonly body: string
  readonly locale: string
  readonly direction: 'ltr' | 'rtl'
}

/** Its name in the drawer. */
export const NOTIFICATION = 'notification'
