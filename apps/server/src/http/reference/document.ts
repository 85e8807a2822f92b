import { AUTHY_ROUTES } from '../authy/routes.ts'
import { DASHBOARD_ROUTES } from '../dashboard/routes.ts'
import { ONETOUCH_ROUTES } from '../onetouch/routes.ts'
import { authyPaths } from './authy-operations.ts'
import { callbackWebhooks } from './callback-webhook.ts'
import { TAGS } from './description.ts'
import { devicePaths } from './device-operations.ts'
import { collectNamedSchemas } from './named-schemas.ts'
import type { OpenApiDocument } from './openapi-types.ts'
import { OPERATE_PATHS } from './operate-operations.ts'

const DESCRIPTION = `Two-factor authentication that speaks the Authy API.

Send your application’s API key with every call, as the header \`X-Authy-API-Key\`; \`api_key\` in the query or in the body does as well, and the header wins. Parameters may come in the query or in the body, as a form (hashes in brackets: \`user[email]\`) or as JSON, whatever the verb.

Every path below \`/protected/json\`, \`/onetouch/json\` and \`/dashboard/json\` is there below \`/protected/xml\`, \`/onetouch/xml\` and \`/dashboard/xml\` too, and answers in XML: the same members, with dashes for underscores. Every success is HTTP 200. Every failure has an \`error_code\`, a \`message\` and \`success\` false. Members that are not described may be added at any time: ignore them.

The operations of devices are another protocol: each request is signed by the key of the device.`

/**
 * The description of the service, made from the routes that it serves.
 *
 * @param publicUrl where clients reach the service, without a final slash
 */
export function openApiDocument(publicUrl: string, version: string): OpenApiDocument {
  const schemas = collectNamedSchemas()
  const paths = {
    ...authyPaths('protected', AUTHY_ROUTES, schemas, publicUrl),
    ...authyPaths('onetouch', ONETOUCH_ROUTES, schemas, publicUrl),
    ...authyPaths('dashboard', DASHBOARD_ROUTES, schemas, publicUrl),
    ...devicePaths(schemas),
    ...OPERATE_PATHS,
  }
  const webhooks = callbackWebhooks(schemas)
  return {
    openapi: '3.1.1',
    info: {
      title: 'Countersign',
      version,
      summary: 'Two-factor authentication that you run yourself.',
      description: DESCRIPTION,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: publicUrl }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ apiKey: [] }, { apiKeyInQuery: [] }],
    paths,
    webhooks,
    components: {
      schemas: schemas.all(),
      securitySchemes: {
        apiKey: {
          type: 'apiKey',
          in: 'header',
          name: 'X-Authy-API-Key',
          description: 'The API key of your application. It may be in the body too, as `api_key`.',
        },
        apiKeyInQuery: { type: 'apiKey', in: 'query', name: 'api_key', description: 'The same.' },
        device: {
          type: 'http',
          scheme: 'Device',
          description:
            'A compact JWS of the device over this very request: `Authorization: Device <JWS>`. The page docs/device-protocol.md describes it.',
        },
        metricsToken: { type: 'http', scheme: 'bearer', description: 'METRICS_TOKEN.' },
      },
    },
  }
}
