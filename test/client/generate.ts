import { readdir, readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import openapiTS, { astToString, type OpenAPI3 } from 'openapi-typescript';

export const CLIENT_TYPES = resolve('src/client/api.types.ts');
const CLIENT = resolve('src/client');
const HEADER = '// Made by `npm run client` from the description of the API: the operations that src/client names. Not edited by hand.\n';

/**
 * Types of those operations of the API that the command line calls. They are found in its sources, so that a change elsewhere in the API
 * leaves the file as it is.
 *
 * @throws Error where the sources name an address that the API has not.
 */
export async function clientTypes(document: OpenAPI3): Promise<string> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const [path, method] of await namedOperations()) {
    const operation = (document.paths?.[path] as Record<string, object> | undefined)?.[method];
    if (!operation) throw new Error(`src/client calls ${method.toUpperCase()} ${path}, and the API has no such operation.`);
    const { summary: _summary, description: _description, ...shape } = operation as Record<string, unknown>;
    (paths[path] ??= {})[method] = shape;
  }
  const part = { ...document, paths, components: { schemas: reachable(paths, document.components?.schemas ?? {}) } } as OpenAPI3;
  return HEADER + astToString(await openapiTS(part, { alphabetize: true }));
}

/** Addresses with their methods, as in `api.GET('/api/v1/incidents')`. */
async function namedOperations(): Promise<[path: string, method: string][]> {
  const files = (await readdir(CLIENT, { recursive: true })).filter((file) => file.endsWith('.ts') && !file.endsWith('api.types.ts'));
  const sources = await Promise.all(files.map((file) => readFile(join(CLIENT, file), 'utf8')));
  return sources.flatMap((source) => [...source.matchAll(/\bapi\.([A-Z]+)\('([^']+)'/g)].map(([, method, path]): [string, string] => [path!, method!.toLowerCase()]));
}

/** The schemas that are referred to, and those that they refer to. */
function reachable<Schema>(from: unknown, schemas: Readonly<Record<string, Schema>>): Record<string, Schema> {
  const found = new Set<string>();
  const look = (at: unknown): void => {
    for (const [, name] of JSON.stringify(at).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      if (found.has(name!)) continue;
      found.add(name!);
      look(schemas[name!] ?? {});
    }
  };
  look(from);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => found.has(name)));
}
