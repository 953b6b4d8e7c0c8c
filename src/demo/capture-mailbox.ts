/** A message that reached somebody. */
export interface Arrival {
  /** Of the mail in the capture, or the text's sid. */
  readonly id: string;
  readonly to: string;
  /** Of a text; a mail is opened by its id. */
  readonly text: string | null;
}

/** What the simulated customers see of the world: the mail and texts that really arrived in the capture. */
export class CaptureMailbox {
  private readonly seen = { mail: new Set<string>(), sms: new Set<string>() };

  constructor(private readonly captureUrl: string) {}

  /** What arrived since the last look. */
  async newArrivals(): Promise<Arrival[]> {
    const mail = await this.newest<{ id: string; to: readonly string[] | string }>('mail', 'mails', (item) => item.id);
    const sms = await this.newest<{ sid: string; to: string; body: string }>('sms', 'sms', (item) => item.sid);
    return [...mail.flatMap(({ id, to }) => [to].flat().map((one) => ({ id, to: one, text: null }))), ...sms.map(({ sid, to, body }) => ({ id: sid, to, text: body }))];
  }

  /** Pages back from the newest until something already seen. */
  private async newest<Item>(path: 'mail' | 'sms', key: string, idOf: (item: Item) => string): Promise<Item[]> {
    const found: Item[] = [];
    let before: string | null = null;
    for (;;) {
      const url: string = `${this.captureUrl}/captured/${path}?limit=500${before ? `&before=${encodeURIComponent(before)}` : ''}`;
      const page = (await (await fetch(url)).json()) as Record<string, unknown> & { next: string | null };
      const items = page[key] as Item[];
      const fresh = items.filter((item) => !this.seen[path].has(idOf(item)));
      for (const item of fresh) this.seen[path].add(idOf(item));
      found.push(...fresh);
      before = page.next;
      if (fresh.length < items.length || !before) return found;
    }
  }
}
