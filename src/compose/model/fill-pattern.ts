/** Puts values into the `{names}` of a pattern from the label files; a name without a value stays as it is, for all to see. */
export function fillPattern(pattern: string, values: Readonly<Record<string, string>>): string {
  return pattern.replace(/\{(\w+)\}/g, (name, key: string) => (Object.hasOwn(values, key) ? (values[key] ?? name) : name));
}
