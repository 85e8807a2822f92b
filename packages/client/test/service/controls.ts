/** What a case needs done beside the client: by the operator, by the person, by the clock. */
export interface Controls {
  newApp(plan: string): Promise<{ readonly apiKey: string; readonly appId: number }>
  /** A setting of an app; known to the service when it answers. */
  set(name: string, value: string, appId: number): Promise<void>
  /** The newest one to this number. */
  newestMessage(e164: string): Promise<{ readonly channel: string; readonly token: string }>
  advance(milliseconds: number): Promise<void>
  /** The person of this number gets an authenticator. */
  registerDevice(e164: string): Promise<void>
  /** What it shows for an app. */
  deviceToken(e164: string, appId: number): Promise<string>
  answer(
    e164: string,
    uuid: string,
    answer: 'approved' | 'denied' | 'not-me',
    number?: string,
  ): Promise<void>
}
