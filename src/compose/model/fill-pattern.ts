/** A pattern taken apart: texts, and between them names. */
type Parts = readonly string[];

/** There are as many as label files have: the bound is for patterns that somebody makes up. */
const REMEMBERED = 1_000;
const known = new Map<string, Parts>();

/** Puts values into the `{names}` of a pattern from the label files; a name without a value stays as it is, for all to see. */
export function fillPattern(pattern: string, values: Readonly<Record<string, string>>): string {
  const parts = partsOf(pattern);
  let filled = parts[0]!;
  for (let at = 1; at < parts.length; at += 2) {
    const name = parts[at]!;
    filled += (Object.hasOwn(values, name) ? values[name] : undefined) ?? `{${name}}`;
    filled += parts[at + 1]!;
  }
  return filled;
}

function partsOf(pattern: string): Parts {
  const remembered = known.get(pattern);
  if (remembered !== undefined) return remembered;
  const parts = pattern.split(/\{(\w+)\}/);
  if (known.size < REMEMBERED) known.set(pattern, parts);
  return parts;
}
