import { type ArgumentMetadata, Injectable, StandardSchemaValidationPipe } from '@nestjs/common';
import { DomainError } from '../../kernel/domain-error.js';
import { HttpProblem } from './http-problem.js';
import { type FieldError } from './problem.js';

const MOST_FAULTS = 100;

/** As the Standard Schema specification has it (https://standardschema.dev). */
interface Issue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** `['facts', 'text', 'en', 'steps', 0]` → "facts.text.en.steps[0]". */
export function pathText(path: Issue['path'], within = ''): string {
  return (path ?? []).reduce<string>((text, segment) => {
    const key = typeof segment === 'object' ? segment.key : segment;
    return typeof key === 'number' ? `${text}[${key}]` : text === '' ? String(key) : `${text}.${String(key)}`;
  }, within);
}

class Faults extends Error {
  constructor(readonly issues: readonly Issue[]) {
    super('not valid');
  }
}

/**
 * Checks what the routes' schemas describe. A body or query that does not fit is 422 `request-invalid` with a path and plain words
 * for each fault (it could be read, so it is not 400); an id in the path that can't be one is 404: there is nothing at that address.
 */
@Injectable()
export class RequestValidationPipe extends StandardSchemaValidationPipe {
  constructor() {
    super({ exceptionFactory: (issues) => new Faults(issues) });
  }

  override async transform<Value>(value: Value, metadata: ArgumentMetadata): Promise<Value> {
    try {
      return await super.transform(value, metadata);
    } catch (error) {
      if (!(error instanceof Faults)) throw error;
      if (metadata.type === 'param') throw new HttpProblem(404, 'not-found', 'There is nothing at this address.');
      throw invalid(error.issues, metadata.data ?? '');
    }
  }
}

function invalid(issues: readonly Issue[], within: string): DomainError {
  const errors: FieldError[] = issues.slice(0, MOST_FAULTS).map((issue) => ({ path: pathText(issue.path, within), message: issue.message }));
  const more = issues.length - errors.length;
  const sentences = errors.slice(0, 3).map(({ path, message }) => `${path === '' ? 'The body' : path} ${message}.`);
  const rest = errors.length - sentences.length + more;
  return new DomainError('unprocessable', 'request-invalid', [...sentences, ...(rest > 0 ? [`And ${rest} more.`] : [])].join(' '), { errors, ...(more > 0 ? { more } : {}) });
}
