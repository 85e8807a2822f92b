import type { FastifyInstance } from 'fastify'

export interface CallOptions {
  readonly apiKey?: string
  readonly format?: 'json' | 'xml'
  readonly family?: 'protected' | 'onetouch'
  readonly headers?: Readonly<Record<string, string>>
}

export interface CallAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly text: string
  // A test looks into whatever came; a wrong shape fails it.
  // eslint-disable-next-line typescript/no-explicit-any
  readonly body: any
}

/** A call of the dialect as a form, `GET /sms/1`. */
export async function call(
  app: FastifyInstance,
  line: string,
  form: Readonly<Record<string, string>> | undefined,
  { apiKey, format = 'json', family = 'protected', headers = {} }: CallOptions,
): Promise<CallAnswer> {
  const [method = 'GET', path = '/'] = line.split(' ')
  const response = await app.inject({
    method: method as 'GET',
    url: `/${family}/${format}${path}`,
    headers: {
      ...headers,
      ...(apiKey === undefined ? {} : { 'x-authy-api-key': apiKey }),
      ...(form === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' }),
    },
    ...(form === undefined ? {} : { payload: new URLSearchParams(form).toString() }),
  })
  const isJson = String(response.headers['content-type']).startsWith('application/json')
  return {
    status: response.statusCode,
    headers: response.headers,
    text: response.body,
    body: isJson ? response.json() : undefined,
  }
}
