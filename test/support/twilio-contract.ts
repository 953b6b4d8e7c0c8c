import { Ajv } from 'ajv';
import { readFile } from 'node:fs/promises';
import { dataFile } from './data-files.js';

/** Twilio's own description of its API: twilio/twilio-oai, twilio_api_v2010.json (MIT). */
export const TWILIO_SPEC = 'twilio/twilio_api_v2010.json';

export type Json = Record<string, unknown>;

interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: boolean;
  readonly schema: Json;
}

interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Record<string, { readonly schema: Json }> };
  readonly responses: Record<string, { readonly content: Record<string, { readonly schema: Json }> }>;
}

/** One request as it came over the wire. */
export interface WireRequest {
  readonly method: string;
  /** With its query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: string;
}

/** OpenAPI 3.0 says `nullable`, JSON Schema a type of its own; a `format` here is Twilio's prose and not a rule. */
function asJsonSchema(node: unknown): unknown {
  if (Array.isArray(node)) return node.map(asJsonSchema);
  if (typeof node !== 'object' || node === null) return node;
  const entries = Object.entries(node).map(([key, value]): [string, unknown] => [key, asJsonSchema(value)]);
  const { nullable, format: _prose, ...rest } = Object.fromEntries<unknown>(entries);
  return nullable ? { anyOf: [rest, { type: 'null' }] } : rest;
}

const FORM = 'application/x-www-form-urlencoded';
const MOST_VALIDITY_SECONDS = 36_000; // in the parameter's description, not in its schema

/** Judges what is asked of Twilio, and what it or its stand-in answers. Each judge returns faults; none where all is described. */
export class TwilioContract {
  private readonly answers = new Ajv({ strict: false, allErrors: true });
  /** What a form or a query carries is text: "true" is a boolean there, "600" a number. */
  private readonly texts = new Ajv({ strict: false, allErrors: true, coerceTypes: true });

  private constructor(private readonly spec: { readonly paths: Record<string, Record<string, Operation>>; readonly components: Json }) {}

  static async read(): Promise<TwilioContract> {
    return new TwilioContract(JSON.parse(await readFile(dataFile(TWILIO_SPEC), 'utf8')) as TwilioContract['spec']);
  }

  /** @returns Faults of an answer: all that is described must be there, and nothing else. */
  answer(path: string, method: string, status: number): (answer: Json) => string[] {
    const { schema } = this.spec.paths[path]![method]!.responses[String(status)]!.content['application/json']!;
    const validate = this.answers.compile({ ...(asJsonSchema(schema) as Json), components: asJsonSchema(this.spec.components) });
    const described = this.propertiesOf(schema);
    return (answer) => {
      const given = Object.keys(answer).sort();
      return [
        ...(validate(answer) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`)),
        ...described.filter((name) => !given.includes(name)).map((name) => `${name} is missing`),
        ...given.filter((name) => !described.includes(name)).map((name) => `${name} is not described`),
      ];
    };
  }

  /** @returns Faults of a request: address, method, credentials, and each parameter by name and value. */
  request({ method, url, headers, body }: WireRequest): string[] {
    const { pathname, searchParams } = new URL(url, 'https://api.twilio.com');
    const found = this.find(pathname);
    const operation = found && this.spec.paths[found.path]![method.toLowerCase()];
    if (!found || !operation) return [`${method} ${pathname} is not described`];
    const parameters = operation.parameters ?? [];
    const schema = operation.requestBody?.content[FORM]?.schema;
    return [
      ...(/^Basic [A-Za-z0-9+/]+=*$/.test(headers['authorization'] ?? '') ? [] : ['there are no credentials']),
      ...this.textFaults(parametersSchema(parameters, 'path'), new Map(Object.entries(found.values))),
      ...this.textFaults(parametersSchema(parameters, 'query'), new Map(searchParams)),
      ...(body === '' || (headers['content-type'] ?? '').startsWith(FORM) ? [] : [`the body is ${headers['content-type']}`]),
      ...(schema ? this.textFaults(schema, new Map(new URLSearchParams(body))) : body === '' ? [] : ['there is a body']),
      ...validityFaults(new URLSearchParams(body).get('ValidityPeriod')),
    ];
  }

  private find(pathname: string): { readonly path: string; readonly values: Readonly<Record<string, string>> } | null {
    // A name in braces never spans a slash; the literal address goes before one with a name in that place.
    for (const path of Object.keys(this.spec.paths).sort((a, b) => a.split('{').length - b.split('{').length)) {
      const pattern = new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{(\w+)\}/g, '(?<$1>[^/]+?)')}$`);
      const match = pattern.exec(pathname);
      if (match) return { path, values: Object.fromEntries(Object.entries(match.groups ?? {}).map(([name, value]) => [name, decodeURIComponent(value)])) };
    }
    return null;
  }

  private textFaults(schema: Json, values: ReadonlyMap<string, string>): string[] {
    const names = Object.keys((schema['properties'] ?? {}));
    const validate = this.texts.compile({ ...(asJsonSchema(schema) as Json), components: asJsonSchema(this.spec.components) });
    const wrong = validate(Object.fromEntries(values)) ? [] : (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
    return [...wrong, ...[...values.keys()].filter((name) => !names.includes(name)).map((name) => `${name} is not described`)];
  }

  private propertiesOf(schema: Json): string[] {
    const name = (schema['$ref'] as string | undefined)?.split('/').at(-1);
    const resolved = name ? (this.spec.components['schemas'] as Record<string, Json>)[name]! : schema;
    return Object.keys(resolved['properties'] as Json).sort();
  }
}

function parametersSchema(parameters: readonly Parameter[], place: Parameter['in']): Json {
  const here = parameters.filter((parameter) => parameter.in === place);
  return {
    type: 'object',
    properties: Object.fromEntries(here.map(({ name, schema }) => [name, schema])),
    required: here.filter(({ required }) => required).map(({ name }) => name),
  };
}

function validityFaults(seconds: string | null): string[] {
  return seconds === null || (Number(seconds) >= 1 && Number(seconds) <= MOST_VALIDITY_SECONDS) ? [] : [`ValidityPeriod is ${seconds}`];
}
