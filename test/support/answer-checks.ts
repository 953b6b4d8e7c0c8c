import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';

interface Operation {
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, { readonly schema?: object }>> }>>;
}

export interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>> };
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];
const JSON_TYPE = 'application/json';

/** Holds what the API answers against what its description promises. */
export class AnswerChecks {
  /** "GET /api/v1/incidents" of each operation of which an answer was looked at. */
  readonly seen = new Set<string>();
  /** Answers that broke the promise, with where and how; nothing of what was in them. */
  readonly faults = new Set<string>();
  private readonly ajv = new Ajv2020({ strict: false, allErrors: true });
  private readonly compiled = new Map<string, ValidateFunction>();
  private readonly paths: readonly { readonly path: string; readonly pattern: RegExp }[];

  constructor(private readonly document: ApiDocument) {
    this.ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/);
    this.ajv.addFormat('date', /^\d{4}-\d\d-\d\d$/);
    this.ajv.addFormat('uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    this.ajv.addFormat('uri', { validate: (text: string) => URL.canParse(text) });
    this.ajv.addSchema({ $id: 'api', components: document.components });
    // A fixed word before a parameter: /imports/customers is not the import "customers".
    const specific = Object.keys(document.paths).sort((a, b) => (a.match(/\{/g)?.length ?? 0) - (b.match(/\{/g)?.length ?? 0));
    this.paths = specific.map((path) => ({ path, pattern: new RegExp(`^${path.replace(/\{[^}]+\}/g, '[^/]+')}$`) }));
  }

  /** Every operation of the API, and whether it promises an answer of a described shape. */
  operations(): readonly { readonly name: string; readonly described: boolean }[] {
    return Object.entries(this.document.paths).flatMap(([path, item]) =>
      METHODS.filter((method) => method in item).map((method) => ({ name: `${method.toUpperCase()} ${path}`, described: isDescribed(item[method]!) })),
    );
  }

  look(method: string, url: string, status: number, body: string): void {
    const { pathname } = new URL(url, 'http://api');
    const path = this.paths.find(({ pattern }) => pattern.test(pathname))?.path;
    const operation = path === undefined ? undefined : this.document.paths[path]![method.toLowerCase()];
    if (!operation || status >= 300 || body === '') return;
    const name = `${method} ${path}`;
    const schema = operation.responses[String(status)]?.content?.[JSON_TYPE]?.schema;
    if (!schema) return;
    this.seen.add(name);
    const validate = this.validator(`${name} ${status}`, schema);
    if (validate(JSON.parse(body))) return;
    for (const { instancePath, message, params } of validate.errors!) this.faults.add(`${name}: ${instancePath} ${message} ${JSON.stringify(params)}`);
  }

  private validator(key: string, schema: object): ValidateFunction {
    const known = this.compiled.get(key) ?? this.ajv.compile(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"api#/')) as object);
    this.compiled.set(key, known);
    return known;
  }
}

/** By what it answers in the end: a 202 beside that says only that it is being counted. */
const isDescribed = ({ responses }: Operation): boolean => {
  const [last] = Object.entries(responses).filter(([status]) => status.startsWith('2')).sort(([one], [other]) => one.localeCompare(other));
  return Object.values(last?.[1].content ?? {}).some(({ schema }) => schema !== undefined);
};
