/** Collects the values of a statement; what goes into its text is only their numbers. */
export class Parameters {
  readonly values: unknown[] = [];

  /** @param type  PostgreSQL type, always a constant of this program. @returns "$3::text" */
  add(value: unknown, type: string): string {
    this.values.push(value);
    return `$${this.values.length}::${type}`;
  }
}
