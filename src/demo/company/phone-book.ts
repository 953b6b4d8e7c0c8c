import { parsePhone } from '../../kernel/phone.js';

/**
 * Numbers that belong to nobody: 555-0100 to 555-0199 in every area code of the United States, which the numbering plan keeps for
 * fiction. So a text of the demo could not reach a person even if it got out.
 *
 * @returns About 38,000 numbers in E.164.
 * @source ATIS-0300115, 555 NXX line number reference.
 */
export function fictionalNumbers(): string[] {
  const areaCodes = Array.from({ length: 800 }, (_, i) => i + 200).filter((area) => parsePhone(`+1${area}5550100`, 'US') !== null);
  return areaCodes.flatMap((area) => Array.from({ length: 100 }, (_, line) => `+1${area}55501${String(line).padStart(2, '0')}`));
}
