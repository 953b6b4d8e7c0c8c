import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import fastifyStatic from '@fastify/static';
import { type NestFastifyApplication } from '@nestjs/platform-fastify';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { type FastifyInstance } from 'fastify';
import { completed } from './open-api.common.js';
import { jsonSchemaOf } from './zod-json-schema.js';

const ASSETS = new Set(['/swagger-ui.css', '/swagger-ui-bundle.js', '/favicon-32x32.png']);

/**
 * The description of the API, made from the routes and their schemas, at /api/openapi.json, and a page to browse it at /api/docs.
 * Both are public: they hold no secret, and who writes a program against the API has no account yet.
 */
export async function serveOpenApi(app: NestFastifyApplication, instance: FastifyInstance): Promise<void> {
  let document: string | undefined; // once, when it is first asked for: it needs every route to be there
  instance.get('/api/openapi.json', (_request, reply) => reply.type('application/json; charset=utf-8').send((document ??= JSON.stringify(openApiOf(app)))));
  instance.get('/api/docs', (_request, reply) => reply.type('text/html; charset=utf-8').send(PAGE));
  instance.get('/api/docs/start.js', (_request, reply) => reply.type('text/javascript; charset=utf-8').send(SCRIPT));
  await instance.register(fastifyStatic, { root: swaggerUiFolder(), prefix: '/api/docs/assets/', decorateReply: false, index: false, allowedPath: (path) => ASSETS.has(path) });
}

export function openApiOf(app: NestFastifyApplication): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Firstword')
    .setVersion('1')
    .setDescription(DESCRIPTION)
    .addBearerAuth({ type: 'http', scheme: 'bearer', bearerFormat: 'fw_<prefix>_<secret>', description: 'An API key, made at POST /api/v1/keys.' }, 'key')
    .addCookieAuth('fw_session', { type: 'apiKey', in: 'cookie', description: 'A browser session; unsafe requests also carry X-CSRF-Token.' }, 'session')
    .addSecurityRequirements('key')
    .addSecurityRequirements('session')
    .build();
  return completed(SwaggerModule.createDocument(app, config, { standardSchemaConverter: (schema, { schemaType }) => jsonSchemaOf(schema, schemaType) }));
}

/** The page's files come with @nestjs/swagger, so they are found from there. */
function swaggerUiFolder(): string {
  const swagger = createRequire(import.meta.resolve('@nestjs/swagger'));
  return dirname(swagger.resolve('swagger-ui-dist/package.json'));
}

const DESCRIPTION = `Errors are \`application/problem+json\` (RFC 9457) with a stable \`code\`; what does not fit a schema is 422 with \`errors\`, each with a path.
Every POST, PUT, PATCH and DELETE takes an \`Idempotency-Key\`: for 24 hours the same request is answered the same and runs once.
Times are ISO 8601. Lists are \`{ items, next }\`.`;

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Firstword API</title>
<link rel="icon" href="/api/docs/assets/favicon-32x32.png">
<link rel="stylesheet" href="/api/docs/assets/swagger-ui.css">
</head>
<body>
<div id="swagger-ui"></div>
<script src="/api/docs/assets/swagger-ui-bundle.js"></script>
<script src="/api/docs/start.js"></script>
</body>
</html>
`;

// A request tried out from the page rides on the browser's session, so it needs that session's token.
const SCRIPT = `'use strict';
const unsafe = (method) => !['GET', 'HEAD', 'OPTIONS'].includes((method || 'GET').toUpperCase());
window.ui = window.SwaggerUIBundle({
  url: '/api/openapi.json',
  dom_id: '#swagger-ui',
  deepLinking: true,
  validatorUrl: null,
  requestInterceptor: async (request) => {
    if (!unsafe(request.method)) return request;
    const me = await fetch('/api/v1/me', { headers: { accept: 'application/json' } });
    if (me.ok) request.headers['X-CSRF-Token'] = (await me.json()).csrfToken ?? '';
    return request;
  },
});
`;
