// Jest's set-up file is not compiled by its transforms when it is an ES module, so the build runs first and this file takes dist/.
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = join(fileURLToPath(new URL('.', import.meta.url)), '..', '..');

export default async function setup() {
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
  const { startTemplateServer } = await import(pathToFileURL(join(root, 'dist/test/support/template-database.js')).href);
  const server = await startTemplateServer();
  process.env['FIRSTWORD_TEST_POSTGRES'] = server.url;
  globalThis.firstwordTestServer = server;
}
