/** A user in an app. */
export interface UserKey {
  readonly appId: number
  readonly authyId: number
}
