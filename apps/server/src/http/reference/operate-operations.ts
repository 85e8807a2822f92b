import type { Operation, PathItem, Response } from './openapi-types.ts'

const PLAIN = 'text/plain'

/** What operate.ts and qr-code.ts serve. */
export const OPERATE_PATHS: Readonly<Record<string, PathItem>> = {
  '/': {
    get: operation(
      'getRoot',
      'See whether the service is there',
      'A line of text. A browser is led to the authenticator instead.',
      {
        200: text(
          'It is there.',
          'Countersign: two-factor authentication that speaks the Authy API. Its reference is at /docs.\n',
        ),
      },
    ),
  },
  '/healthz': {
    get: operation(
      'getHealth',
      'See whether the process lives',
      'Looks at nothing else: restart it only for this.',
      {
        200: text('It lives.', 'ok\n'),
      },
    ),
  },
  '/readyz': {
    get: operation(
      'getReadiness',
      'See whether requests can be served',
      'Looks at the database and its migrations. Send no requests while it is 503.',
      { 200: text('They can.', 'ready\n'), 503: text('They cannot, for now.', 'not ready\n') },
    ),
  },
  '/metrics': {
    get: {
      ...operation(
        'getMetrics',
        'Get metrics for Prometheus',
        'Where `METRICS_TOKEN` is set it is asked for as a bearer token; otherwise nothing is.',
        {
          200: text('The metrics.', 'countersign_jobs 0\n'),
          401: text('The token is wrong.', 'Unauthorized\n'),
        },
      ),
      security: [{ metricsToken: [] }, {}],
    },
  },
  '/qr/{file}': {
    get: {
      ...operation(
        'getQrCode',
        'Get the image of a QR code',
        'The address is the `qr_code` of a secret. Whoever holds it may see the image, while it lasts.',
        {
          200: {
            description: 'The image.',
            content: { 'image/png': { schema: {} } },
          },
          404: text(
            'There is none, or it has expired.',
            'This QR code does not exist or has expired.\n',
          ),
        },
      ),
      parameters: [
        {
          name: 'file',
          in: 'path',
          required: true,
          description: 'As the address has it.',
          schema: { type: 'string' },
          example: 'Jl3xkq0Z8rN5vB1cT7dWmYp2HsGfAoUe.png',
        },
      ],
    },
  },
  '/openapi.json': {
    get: operation(
      'getOpenApi',
      'Get this reference as OpenAPI',
      'OpenAPI 3.1, made from the routes of the running service. For people it is at `/docs`.',
      {
        200: {
          description: 'The document.',
          content: {
            'application/json': { schema: { type: 'object', additionalProperties: true } },
          },
        },
      },
    ),
  },
}

function operation(
  operationId: string,
  summary: string,
  description: string,
  responses: Readonly<Record<string, Response>>,
): Operation {
  return { operationId, tags: ['Operation'], summary, description, security: [], responses }
}

function text(description: string, value: string): Response {
  return {
    description,
    content: { [PLAIN]: { schema: { type: 'string' }, examples: { text: { value } } } },
  }
}
