/** What the API says when it refuses: RFC 9457. */
export interface Problem {
  readonly status?: number;
  readonly code?: string;
  readonly detail?: string;
  readonly instance?: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** The service answered, and refused. */
export class Refused extends Error {
  override readonly name = 'Refused';
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.detail ?? `The service answered ${status} and said nothing more.`);
  }

  /** The API's sentence, and each field that is wrong, where there is more than one. */
  get words(): string {
    const errors = this.problem.errors ?? [];
    return errors.length > 1 ? ['The service does not take it:', ...errors.map(({ path, message }) => `  ${path} ${message}`)].join('\n') : this.message;
  }
}

/** Nobody answered, or the service failed on its side. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}

/** Nobody is signed in, and no key was given. */
export class NotSignedIn extends Error {
  override readonly name = 'NotSignedIn';
}
