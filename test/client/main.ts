import { writeFile } from 'node:fs/promises';
import type { OpenAPI3 } from 'openapi-typescript';
import { testApp } from '../support/app.js';
import { startTemplateServer } from '../support/template-database.js';
import { CLIENT_TYPES, clientTypes } from './generate.js';

// `npm run client`: writes src/client/api.types.ts anew. test/e2e/command-line.spec.ts says when that is needed.
const server = await startTemplateServer();
try {
  process.env['FIRSTWORD_TEST_POSTGRES'] = server.url;
  const test = await testApp();
  const document = (await test.send('GET', '/api/openapi.json')).json<OpenAPI3>();
  await writeFile(CLIENT_TYPES, await clientTypes(document));
  await test.close();
} finally {
  await server.stop();
}
