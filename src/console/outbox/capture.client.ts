import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { SURROUNDINGS, type Surroundings } from '../../platform/config/config.module.js';
import { HttpProblem } from '../../platform/http/http-problem.js';

const TIMEOUT_MS = 5_000;

const mailSummary = z.object({ id: z.string(), to: z.array(z.string()), from: z.string(), subject: z.string(), at: z.string(), size: z.number() });
const mail = mailSummary.extend({
  headers: z.array(z.object({ name: z.string(), value: z.string() })),
  html: z.string().nullable(),
  text: z.string().nullable(),
});
const text = z.object({
  sid: z.string(), direction: z.enum(['inbound', 'outbound']), from: z.string().nullable(), to: z.string(), body: z.string(),
  segments: z.number(), encoding: z.string(), at: z.string(), status: z.string(), errorCode: z.number().nullable(),
});
const mailPage = z.object({ mails: z.array(mailSummary), next: z.string().nullable() });
const textPage = z.object({ sms: z.array(text), next: z.string().nullable() });
const counts = z.object({
  mail: z.object({ total: z.number(), recipients: z.number(), repeatedForNotice: z.number() }),
  sms: z.object({ total: z.number(), recipients: z.number(), repeatedBody: z.number(), segments: z.number(), inbound: z.number() }),
});

export type CapturedMail = z.output<typeof mail>;
export type CapturedMailPage = z.output<typeof mailPage>;
export type CapturedText = z.output<typeof text>;
export type CapturedTextPage = z.output<typeof textPage>;
export type CaptureCounts = z.output<typeof counts>;

/** `to`: an address or number, whole. `before`: the `next` of the page before. */
export interface CaptureQuery {
  readonly to?: string | undefined;
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface TextQuery extends CaptureQuery {
  /** Those alone that customers wrote. */
  readonly fromCustomers: boolean;
}

/** Asks the capture what really arrived. It runs in its own process, so it can be away. */
@Injectable()
export class CaptureClient {
  constructor(@Inject(SURROUNDINGS) private readonly surroundings: Surroundings) {}

  counts(): Promise<CaptureCounts> {
    return this.get('counts', {}, counts);
  }

  /** Newest first. */
  mails(query: CaptureQuery): Promise<CapturedMailPage> {
    return this.get('mail', query, mailPage);
  }

  /** @throws HttpProblem 404 where there is no such mail */
  mail(id: string): Promise<CapturedMail> {
    return this.get(`mail/${encodeURIComponent(id)}`, {}, mail);
  }

  /** Newest first, what was sent to customers and what they wrote. */
  texts({ fromCustomers, ...query }: TextQuery): Promise<CapturedTextPage> {
    return this.get('sms', { ...query, direction: fromCustomers ? 'inbound' : 'all' }, textPage);
  }

  /** @throws HttpProblem 404 where nothing is captured, or there is no such thing; 503 where the capture is away */
  private async get<Schema extends z.ZodType>(path: string, query: object, schema: Schema): Promise<z.output<Schema>> {
    const { captureUrl } = this.surroundings;
    if (captureUrl === null) throw new HttpProblem(404, 'nothing-captured', 'Nothing is captured here: mail and texts are really sent.');
    const url = new URL(`/captured/${path}`, captureUrl);
    for (const [name, value] of Object.entries(query)) if (value !== undefined && value !== '') url.searchParams.set(name, String(value));
    const answer = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MS) }).catch(() => null);
    if (answer === null) throw new HttpProblem(503, 'capture-away', 'The capture does not answer. It keeps what it has; try again in a moment.', { 'retry-after': '5' });
    if (answer.status === 404) throw new HttpProblem(404, 'not-found', 'The capture holds no such message.');
    if (!answer.ok) throw new Error(`The capture answered ${answer.status} to /captured/${path.split('/')[0]}.`);
    return schema.parse(await answer.json());
  }
}
