import { type PreviewAs } from '../../approve/preview.service.js';

const PICKED = ['longest-name', 'no-name', 'no-phone', 'no-email'] as const;

/** @param as  As the page's address names a reader: "first", "longest-name", "no-phone", "reads-es", …, else a customer's reference. */
export function previewAs(as: string): PreviewAs {
  if (as === 'first') return { position: 0 };
  const who = PICKED.find((each) => each === as);
  if (who) return { who };
  return as.startsWith('reads-') ? { reads: as.slice('reads-'.length) } : { reference: as };
}
