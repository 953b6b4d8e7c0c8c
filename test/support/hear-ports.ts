import { createHmac } from 'node:crypto';
import pino from 'pino';
import { ApprovedNotices, type ApprovedPlan, CheckCodes, type GenuineNotice } from '../../src/approve/contract.js';
import type { IncidentId, MessageId, NoticeId } from '../../src/kernel/ids.js';
import { DomainError } from '../../src/kernel/domain-error.js';
import type { Surroundings } from '../../src/platform/config/config.module.js';
import { readSettings, type Settings } from '../../src/platform/config/config.js';
import { type Brand, Brands, type Incident, Incidents } from '../../src/declare/contract.js';
import { Copies, type CopyAnswer, type CopyRequest, Misdirected, type ReceiptEvent, type ReceiptOutcome, Receipts } from '../../src/deliver/contract.js';
import type { SpokenNotices } from '../../src/hear/spoken-notices.js';
import { Audiences, Suppressions } from '../../src/audience/contract.js';
import { MessageComposer, type Variant, variantOf } from '../../src/compose/contract.js';
import { LOOKUP_KEYS, NORTHWIND, SECRET_KEY } from './hear.builder.js';

export const SURROUNDINGS_OF_TEST: Surroundings = {
  secretKey: SECRET_KEY,
  lookupKeys: LOOKUP_KEYS,
  publicUrl: 'https://firstword.northwind.example',
  databaseUrl: '',
  databaseIsEmbedded: true,
  smtpUrl: '',
  mailIsCaptured: true,
  twilio: { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a token that Twilio knows too', from: '+12065550199', apiUrl: null },
  smsIsCaptured: true,
  captureUrl: null,
  instance: 'test',
};

export const settingsOfTest = (more: NodeJS.ProcessEnv = {}): Settings => readSettings(more);
export const silentLog = pino({ level: 'silent' });

/** As Twilio signs a form: the address, then every name and value by name. */
export function twilioSignature(path: string, form: Readonly<Record<string, string>>, token = SURROUNDINGS_OF_TEST.twilio.authToken): string {
  const text = Object.keys(form).sort().reduce((so, name) => so + name + form[name], SURROUNDINGS_OF_TEST.publicUrl + path);
  return createHmac('sha1', token).update(text).digest('base64');
}

/** Notes what the ledger was told; answers 'applied', or what `answer` says, and throws while `broken`. */
export class LedgerOfTest extends Receipts {
  readonly events: ReceiptEvent[] = [];
  broken: ((event: ReceiptEvent) => boolean) | null = null;
  answer: (event: ReceiptEvent) => ReceiptOutcome = () => 'applied';

  async apply(events: readonly ReceiptEvent[]): Promise<readonly ReceiptOutcome[]> {
    if (events.some((event) => this.broken?.(event))) throw new Error('the ledger is away');
    this.events.push(...events);
    return events.map((event) => this.answer(event));
  }
}

/** Notes at which addresses somebody else reads. */
export class MisdirectedOfTest extends Misdirected {
  readonly reported: (readonly [channel: string, addressHash: string, by: string])[] = [];

  async report(channel: string, addressHash: string, by: string): Promise<number> {
    this.reported.push([channel, addressHash, by]);
    return 1;
  }
}

/** Notices by the codes that readers have; each as if it had been signed an hour ago. */
export class CodesOfTest extends CheckCodes {
  readonly known = new Map<string, Pick<GenuineNotice, 'noticeId' | 'incidentId'>>();

  async find(code: string): Promise<GenuineNotice | null> {
    const known = this.known.get(code);
    return known ? { ...known, reference: 'INC-0001', type: 'initial', sender: NORTHWIND, approvedAt: new Date(0), simulated: false } : null;
  }
}

/** Signed plans, of which only the text is looked at. */
export class ApprovedOfTest extends ApprovedNotices {
  sms = '';
  /** What the reader got, where that is not all of it. */
  read: string | null = null;

  async readyToStart(): Promise<readonly NoticeId[]> {
    return [];
  }
  async plan(): Promise<ApprovedPlan> {
    return { notice: {}, texts: [{ sms: this.sms }], read: this.read } as unknown as ApprovedPlan;
  }
  async publicVariant(): Promise<Variant> {
    return variantOf(null, null);
  }
}
/** Texts as `ApprovedOfTest` has them, whoever reads them. */
export const TEXTS_OF_TEST = {
  open: async ({ texts, read }: Pick<ApprovedPlan, 'texts'> & { readonly read: string | null }) => ({ sms: () => ({ ok: true, value: { body: read ?? texts[0]!.sms } }) }),
} as unknown as MessageComposer;
export const READERS_OF_TEST = { member: async () => ({}) } as unknown as Audiences;

/** Notes who asked for what again; answers 'copy', or what `answer` says. */
export class CopiesOfTest extends Copies {
  readonly asked: CopyRequest[] = [];
  answer: (request: CopyRequest) => CopyAnswer = () => ({ kind: 'copy', messageId: '7' as MessageId });

  async ask(request: CopyRequest): Promise<CopyAnswer> {
    this.asked.push(request);
    return this.answer(request);
  }
}

/** What every notice says on the telephone. */
export const SPOKEN_OF_TEST = {
  of: async () => (language: 'en' | 'es') => ({ opening: language === 'es' ? 'Le escribimos.' : 'We write to you.', whatHappened: language === 'es' ? 'Copiaron datos.' : 'Data were copied.', simulated: null }),
} as unknown as SpokenNotices;

/** Active suppressions by channel and address. */
export class SuppressionsOfTest extends Suppressions {
  readonly active = new Map<string, { reason: string; source: string; since: Date }>();

  async suppress(addresses: Parameters<Suppressions['suppress']>[0]): Promise<number> {
    const fresh = addresses.filter(({ channel, addressHash }) => !this.active.has(`${channel} ${addressHash}`));
    for (const { channel, addressHash, reason, source, since } of fresh) this.active.set(`${channel} ${addressHash}`, { reason, source, since });
    return fresh.length;
  }

  async softBounced(): Promise<number> {
    throw new Error('Not asked of this stand-in.');
  }

  async arrived(): Promise<void> {
    throw new Error('Not asked of this stand-in.');
  }

  async lift(channel: string, addressHash: string, reason: string): Promise<number> {
    return this.active.get(`${channel} ${addressHash}`)?.reason === reason && this.active.delete(`${channel} ${addressHash}`) ? 1 : 0;
  }
}

export class BrandsOfTest extends Brands {
  constructor(private readonly brands: readonly Brand[]) {
    super();
  }
  async get(id: string): Promise<Brand> {
    const brand = this.brands.find((one) => one.id === id);
    if (!brand) throw new DomainError('not-found', 'brand-not-found', 'No such brand.');
    return brand;
  }
  async list(): Promise<readonly Brand[]> {
    return this.brands;
  }
}

/** Knows that incidents exist, and no more of them than that they are open. */
export class IncidentsOfTest extends Incidents {
  private readonly known: Incident[] = [];

  know(id: IncidentId, more: Partial<Incident> = {}): void {
    this.known.unshift({ id, brandId: 'northwind', status: 'open', pressReportedAt: null, ...more } as Incident);
  }
  async get(id: IncidentId): Promise<Incident> {
    const incident = this.known.find((one) => one.id === id);
    if (!incident) throw new DomainError('not-found', 'incident-not-found', 'No such incident.');
    return incident;
  }
  async list(): Promise<readonly Incident[]> {
    return this.known;
  }
}
