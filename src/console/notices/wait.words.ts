import { zoneInWords } from '../../kernel/zone-name.js';
import { knownZone } from '../../platform/pages/wall-clock.js';

const CODE = /^[a-z-]+$/;
/** A zone as the ledger names it: "(America/New_York)". */
const ZONE = /\(([A-Za-z]+(?:\/[\w+-]+)*)\)/g;

/** Why messages wait, as a person reads it: "quiet hours where they live, until 11:00 (Eastern time)". @param reason  As the ledger has it. */
export function waitWords(reason: string): string {
  if (CODE.test(reason)) return reason.replaceAll('-', ' ');
  return reason.replaceAll(ZONE, (said, zone: string) => (knownZone(zone) === null ? said : `(${zoneInWords(zone)})`));
}
