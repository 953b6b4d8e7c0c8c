import { SegmentedMessage } from 'sms-segments-calculator';

export interface Segments {
  readonly count: number;
  readonly encoding: 'GSM-7' | 'UCS-2';
}

// GSM 03.38's basic alphabet and its extension; a line break counts only as LF, since CR LF has a rule of its own.
const BASIC =
  '@£$¥èéùìòÇ\nØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const EXTENSION = '^{}\\[~]|€';
const SEPTETS = new Map([...BASIC].map((sign) => [sign, 1]).concat([...EXTENSION].map((sign) => [sign, 2])) as [string, number][]);
const ALONE = 160;
const EACH_OF_SEVERAL = 153;

/**
 * Segments and encoding of a message. Plain text is counted here in microseconds; anything else goes to the calculator,
 * which takes half a millisecond and would then be the slowest part of taking a message.
 */
export function segmentsOf(body: string, smartEncoded: boolean): Segments {
  const count = gsmSegments(body);
  if (count !== undefined) return { count, encoding: 'GSM-7' };
  const message = new SegmentedMessage(body, 'auto', smartEncoded);
  return { count: message.segmentsCount, encoding: message.encodingName };
}

/** Undefined where a character is not in the alphabet. */
function gsmSegments(body: string): number | undefined {
  let total = 0;
  let count = 1;
  let used = 0;
  for (const sign of body) {
    const septets = SEPTETS.get(sign);
    if (septets === undefined) return undefined;
    total += septets;
    if (used + septets > EACH_OF_SEVERAL) {
      count += 1; // an escape and its character stay together
      used = 0;
    }
    used += septets;
  }
  return total <= ALONE ? 1 : count;
}
