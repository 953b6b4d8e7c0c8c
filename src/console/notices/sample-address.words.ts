import { SAMPLE_TOKEN } from '../../kernel/page-token.js';

/** What the sample in a text that nobody signed yet stands for; null where the text shows none. */
export const sampleAddressWords = (body: string): string | null =>
  body.includes(SAMPLE_TOKEN)
    ? `“${SAMPLE_TOKEN.slice(0, 4)}…” stands for each reader’s own secret address. Where that would need another part, the text asks “Did this help?” instead.`
    : null;
