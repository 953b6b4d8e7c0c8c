import type { Capture } from '../../src/capture/capture.js';

const PAGE = 500;

/** What really arrived, as the far side has it on disk: how many of each, by recipient. */
export interface FarSide {
  readonly mails: ReadonlyMap<string, number>;
  readonly texts: ReadonlyMap<string, number>;
  /** Ids of the texts, by recipient. */
  readonly sids: ReadonlyMap<string, readonly string[]>;
}

export async function farSideOf({ store }: Capture): Promise<FarSide> {
  const [mails, texts, sids] = [new Map<string, number>(), new Map<string, number>(), new Map<string, string[]>()];
  for (let before: string | undefined, more = true; more; ) {
    const page = await store.mail.list({ limit: PAGE, before });
    for (const { to } of page.mails) for (const address of to) mails.set(address, (mails.get(address) ?? 0) + 1);
    more = page.next !== null;
    before = page.next ?? undefined;
  }
  for (let before: string | undefined, more = true; more; ) {
    const page = await store.sms.list({ limit: PAGE, before, direction: 'outbound-api' });
    for (const { sms } of page.records) {
      texts.set(sms.to, (texts.get(sms.to) ?? 0) + 1);
      sids.set(sms.to, [...(sids.get(sms.to) ?? []), sms.sid]);
    }
    more = page.next !== null;
    before = page.next ?? undefined;
  }
  return { mails, texts, sids };
}
