import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { testApp, type TestApp } from '../../../test/support/app.js';
import { jsonSchemaOf } from './zod-json-schema.js';

describe('the description of the API', () => {
  let test: TestApp;
  beforeAll(async () => {
    test = await testApp();
  });
  afterAll(() => test.close());

  it('says of each operation what it answers when it refuses, and of each that changes something that it takes a key', async () => {
    const { paths } = (await test.send('GET', '/api/openapi.json')).json<{ paths: Record<string, Record<string, { responses: object; parameters?: { name: string }[]; security?: object[] }>> }>();
    const people = paths['/api/v1/people']!;
    expect(people['post']!.responses).toHaveProperty(['default', 'content', 'application/problem+json']);
    expect([people['get'], people['post']].map((operation) => operation!.parameters?.some(({ name }) => name === 'Idempotency-Key') ?? false)).toEqual([false, true]);
    expect([paths['/api/v1/session']!['post']!.security, people['get']!.security]).toEqual([[{}], undefined]);
  });

  it('shows what a body must be', async () => {
    const document = (await test.send('GET', '/api/openapi.json')).json<{ paths: Record<string, Record<string, { requestBody: unknown }>> }>();
    expect(document.paths['/api/v1/keys']!['post']!.requestBody).toMatchObject({
      content: { 'application/json': { schema: { type: 'object', required: ['name', 'roles'], properties: { name: { type: 'string', maxLength: 100 } } } } },
    });
  });

  it('can be browsed on a page whose every script and style is a file of ours', async () => {
    const page = (await test.send('GET', '/api/docs')).body;
    expect(page).not.toMatch(/<style|<script>|style="| on[a-z]+="|https?:/);
    const files = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1]!);
    expect(files).toHaveLength(4);
    for (const file of files) expect((await test.send('GET', file)).statusCode).toBe(200);
  });

  it('shows no other file of the package that the page comes from', async () => {
    for (const file of ['package.json', 'swagger-ui-bundle.js.map', '../package.json', '..%2fpackage.json', 'index.html']) {
      expect((await test.send('GET', `/api/docs/assets/${file}`)).statusCode).toBe(404);
    }
  });
});

describe('a schema', () => {
  const tree: z.ZodType = z.lazy(() => z.object({ all: z.array(tree).optional(), field: z.string().optional() }));

  it('that contains itself becomes a part with a name of its own', () => {
    const { schema, components } = jsonSchemaOf(tree, 'input')!;
    const [name] = Object.keys(components);
    expect(schema).toEqual({ $ref: `#/components/schemas/${name}` });
    expect(components[name!]).toMatchObject({ properties: { all: { items: { $ref: `#/components/schemas/${name}` } } } });
  });

  it('that has a name keeps it', () => {
    const named = z.object({ rule: z.string() }).meta({ id: 'Rule' });
    expect(jsonSchemaOf(z.array(named), 'input')).toMatchObject({ schema: { type: 'array', items: { $ref: '#/components/schemas/Rule' } }, components: { Rule: { type: 'object' } } });
  });

  it('that can\'t be said in JSON Schema is left open instead of breaking the document', () => {
    expect(jsonSchemaOf(z.object({ at: z.date() }), 'output')!.schema).toMatchObject({ properties: { at: {} } });
    expect(jsonSchemaOf({ type: 'object' }, 'input')).toBeUndefined();
  });
});
