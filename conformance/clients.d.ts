// Neither client brings types. These say what the tests hand over and nothing of what comes back:
// an answer is unknown until a test has looked at it.

declare module 'authy' {
  type Callback = (error: unknown, body: unknown) => void

  interface Phones {
    verification_start(phone: string, countryCode: string, callback: Callback): void
    verification_start(
      phone: string,
      countryCode: string,
      params: string | Readonly<Record<string, string | number>>,
      callback: Callback,
    ): void
    verification_check(
      phone: string,
      countryCode: string,
      code: string | number,
      callback: Callback,
    ): void
    verification_status(phone: string, countryCode: string, callback: Callback): void
    info(phone: string, countryCode: string, callback: Callback): void
  }

  interface Authy {
    register_user(email: string, phone: string, callback: Callback): void
    register_user(
      email: string,
      phone: string,
      countryCodeOrLink: string | boolean,
      callback: Callback,
    ): void
    register_user(
      email: string,
      phone: string,
      countryCode: string,
      sendLink: boolean,
      callback: Callback,
    ): void
    delete_user(id: number | string, callback: Callback): void
    user_status(id: number | string, callback: Callback): void
    verify(id: number | string, token: string, callback: Callback): void
    verify(id: number | string, token: string, force: boolean, callback: Callback): void
    request_sms(id: number | string, callback: Callback): void
    request_sms(id: number | string, force: boolean, callback: Callback): void
    request_call(id: number | string, callback: Callback): void
    request_call(id: number | string, force: boolean, callback: Callback): void
    phones(): Phones
    send_approval_request(
      id: string,
      payload: Readonly<Record<string, unknown>>,
      hiddenDetails: Readonly<Record<string, unknown>> | null,
      logos: readonly unknown[] | null,
      callback: Callback,
    ): void
    check_approval_status(uuid: string, callback: Callback): void
  }

  function createClient(apiKey: string, url: string): Authy
  export = createClient
}

declare module 'authy-client' {
  type Callback = (error: unknown, body: unknown) => void
  type Options = Readonly<Record<string, unknown>>

  export class Client {
    constructor(options: { readonly key: string }, settings: { readonly host: string })
    createApprovalRequest(request: Options, options?: Options): Promise<unknown>
    getApprovalRequest(request: Options): Promise<unknown>
    verifyCallback(request: object): Promise<unknown>
    deleteUser(user: Options, options?: Options | Callback): Promise<unknown>
    getApplicationDetails(options?: Options | Callback): Promise<unknown>
    getApplicationStatistics(options?: Options | Callback): Promise<unknown>
    getPhoneInformation(phone: Options, options?: Options | Callback): Promise<unknown>
    getUserStatus(user: Options, options?: Options | Callback): Promise<unknown>
    registerActivity(activity: Options, options?: Options | Callback): Promise<unknown>
    registerUser(user: Options, callback?: Callback): Promise<unknown>
    requestCall(user: Options, options?: Options | Callback): Promise<unknown>
    requestSms(user: Options, options?: Options | Callback): Promise<unknown>
    startPhoneVerification(phone: Options, options?: Options | Callback): Promise<unknown>
    verifyPhone(phone: Options, callback?: Callback): Promise<unknown>
    verifyToken(token: Options, options?: Options | Callback): Promise<unknown>
  }

  export const enums: {
    readonly activity: Readonly<Record<string, string>>
    readonly locale: Readonly<Record<string, string>>
    readonly verificationVia: Readonly<Record<string, string>>
  }
}
