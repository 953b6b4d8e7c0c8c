/** One group of fields of a report, by name in lower case; of those that stand there twice, the first. */
export type ReportFields = ReadonlyMap<string, string>;

/**
 * The groups of `message/delivery-status` (first about the message, then one for each recipient) or of `message/feedback-report`.
 *
 * @source RFC 3464, 2.1: RFC 822 fields in groups with an empty line between.
 */
export function reportGroups(text: string): readonly ReportFields[] {
  return text.replace(/\r\n?/g, '\n').split(/\n[ \t]*\n+/).map(fieldsOf).filter((fields) => fields.size > 0);
}

function fieldsOf(group: string): ReportFields {
  const fields = new Map<string, string>();
  for (const line of group.replace(/\n[ \t]+/g, ' ').split('\n')) {
    const [, name, value] = /^([!-9;-~]+)[ \t]*:[ \t]*(.*)$/.exec(line) ?? [];
    if (name !== undefined && !fields.has(name.toLowerCase())) fields.set(name.toLowerCase(), value!.trim());
  }
  return fields;
}

/** The address of "rfc822; ana@example.org", without comment or brackets; null where there is none. */
export function addressIn(field: string | undefined): string | null {
  const address = field?.replace(/^[^;]*;/, '').replace(/\([^)]*\)/g, '').trim().replace(/^<|>$/g, '') ?? '';
  return address.includes('@') ? address : null;
}
