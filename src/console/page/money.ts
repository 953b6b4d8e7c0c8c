/** What a segment of a text costs. */
export interface SegmentPrice {
  readonly amount: number;
  /** ISO 4217. */
  readonly currency: string;
}

/** @param setting  SMS_SEGMENT_PRICE: "0.0083 USD". */
export function segmentPrice(setting: string | undefined): SegmentPrice | null {
  if (setting === undefined) return null;
  const [amount, currency] = setting.split(' ');
  return { amount: Number(amount), currency: currency! };
}

/** "USD 0.0166", "USD 1,245.00": a single text costs less than a cent. */
export function costOf(segments: number, { amount, currency }: SegmentPrice): string {
  const cost = segments * amount;
  const digits = cost !== 0 && cost < 1 ? 4 : 2;
  return `${currency} ${cost.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits })}`;
}
