import PostalMime from 'postal-mime';

/**
 * Whether all senders wrote the same: each one's first message, as its reader would see it, but for the name of the reader.
 *
 * @param samples  By "<sender>, <scenario>": the message as the sink got it.
 * @returns What differs, in words; none is good.
 */
export async function sameTexts(samples: ReadonlyMap<string, string>): Promise<readonly string[]> {
  const firsts = new Map<string, string>();
  const faults: string[] = [];
  for (const [name, sample] of samples) {
    const scenario = name.split(', ')[1] ?? '';
    const text = scenario === 'sms' ? asOfAnyone(new URLSearchParams(sample).get('Body') ?? '') : await asRead(sample);
    const first = firsts.get(scenario);
    if (first === undefined) firsts.set(scenario, text);
    else if (first !== text) faults.push(`${name} does not read as the others do: ${difference(first, text)}`);
  }
  return faults;
}

/** The first line that differs, of both. */
function difference(first: string, other: string): string {
  const [lines, others] = [first.split('\n'), other.split('\n')];
  const at = lines.findIndex((line, index) => line !== others[index]);
  return at === -1 ? `it goes on with "${others[lines.length]}"` : `"${others[at] ?? ''}" where they say "${lines[at]}"`;
}

async function asRead(raw: string): Promise<string> {
  const { subject, html, text } = await PostalMime.parse(Buffer.from(raw, 'latin1'));
  return [subject, html, text].map((part) => asOfAnyone(part ?? '')).join('\n--\n');
}

/** Without what differs from notice to notice and from reader to reader: reference, check code, the reader's page, the incident. */
const asOfAnyone = (text: string): string => text.replace(/C-\d+\.\d+/g, 'reference').replace(/\b[2-9B-Z]{4}-[2-9B-Z]{4}\b/g, 'code').replace(/\b[0-9a-z]{27}\b/g, 'page').replace(/INC-\d+/g, 'incident').trim();
