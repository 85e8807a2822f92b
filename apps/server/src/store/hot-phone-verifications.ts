/** The part of a hot transaction that proves control of a number. Arrays, as everywhere in it. */
export interface PhoneVerificationTransaction {
  /**
   * Holds these numbers until the commit, also those that have no row yet: of two starts at once the second
   * must see the code of the first, or it would send another.
   */
  holdPhones(keys: readonly PhoneKey[]): Promise<void>
  /** The last verification of each number by its app, whatever became of it. */
  loadPhoneVerifications(
    keys: readonly PhoneKey[],
  ): Promise<readonly (PhoneVerificationRow | undefined)[]>
  savePhoneVerifications(rows: readonly PhoneVerificationWrite[]): Promise<void>
  /** Marks living ones as verified; false for the slower of two, for the late, and where the guesses are used up. */
  claimPhoneVerifications(claims: readonly CodeClaim[], now: number): Promise<readonly boolean[]>
  /** Adds a guess to living ones that have one left; false for the others. */
  countCodeGuesses(claims: readonly CodeClaim[], now: number): Promise<readonly boolean[]>
}

/** A number in an app. */
export interface PhoneKey {
  readonly appId: number
  readonly phoneHash: string
}

export interface PhoneVerificationRow {
  readonly id: string
  readonly sealedCode: string
  readonly via: 'sms' | 'call'
  readonly expiresAt: number
  readonly guesses: number
  readonly sends: number
  readonly lastSentAt: number
  readonly verifiedAt: number | undefined
  readonly createdAt: number
  readonly messageId: string | undefined
}

/** One that is not verified. */
export interface PhoneVerificationWrite
  extends PhoneKey, Omit<PhoneVerificationRow, 'verifiedAt' | 'messageId'> {
  readonly messageId: string
}

export interface CodeClaim extends PhoneKey {
  readonly id: string
  /** Guesses that there are. */
  readonly most: number
}
