import { createPublicKey, type KeyObject, verify, X509Certificate } from 'node:crypto';
import { request } from 'undici';
import { z } from 'zod';
import { HttpProblem } from '../../platform/http/http-problem.js';
import { readEvent, readJson, refuse, word } from './mail-event.js';
import { plain } from './plain-text.js';

const envelope = z.object({
  Type: z.enum(['Notification', 'SubscriptionConfirmation', 'UnsubscribeConfirmation']),
  MessageId: word.min(1),
  TopicArn: plain(300),
  Message: plain(300_000),
  Timestamp: plain(40),
  SignatureVersion: z.enum(['1', '2']),
  Signature: plain(2_000),
  SigningCertURL: plain(500),
  Subject: plain(1_000).nullish(),
  SubscribeURL: plain(2_000).optional(),
  Token: plain(2_000).optional(),
});
export type SnsEnvelope = z.output<typeof envelope>;

const SIGNED = { Notification: ['Message', 'MessageId', 'Subject', 'Timestamp', 'TopicArn', 'Type'], other: ['Message', 'MessageId', 'SubscribeURL', 'Timestamp', 'Token', 'TopicArn', 'Type'] } as const;
const HOST = /^sns\.[a-z0-9-]{3,30}\.amazonaws\.com(\.cn)?$/;
const CERTIFICATE = /^\/SimpleNotificationService-[A-Za-z0-9]{4,80}\.pem$/;
const MOST_BYTES = 64 * 1024;
const PATIENCE_MS = 5_000;
const MOST_KEYS = 20;

/** Fetches a text over https; no redirects are followed. */
export type Fetch = (url: string) => Promise<string>;

/** What Amazon's notification service signs: checked against its certificate, which comes from its own hosts and from nowhere else. */
export class SnsDoor {
  private readonly keys = new Map<string, KeyObject>();

  constructor(private readonly fetch: Fetch = fetchText) {}

  /**
   * @param topicArn  The one topic that is listened to.
   * @throws DomainError invalid, forbidden
   * @source docs.aws.amazon.com/sns: "Verifying the signatures of Amazon SNS messages"; version 1 is RSA with SHA-1, 2 with SHA-256.
   */
  async open(body: string, topicArn: string): Promise<SnsEnvelope> {
    const given = readEvent(envelope, readJson(body), 'Amazon SNS');
    if (given.TopicArn !== topicArn) refuse('This topic is not SES_TOPIC_ARN.');
    const key = await this.keyOf(given.SigningCertURL);
    const names: readonly (keyof SnsEnvelope)[] = given.Type === 'Notification' ? SIGNED.Notification : SIGNED.other;
    const text = names.flatMap((name) => (given[name] === undefined || given[name] === null ? [] : [`${name}\n${given[name]}\n`])).join('');
    if (!verify(given.SignatureVersion === '1' ? 'sha1' : 'sha256', Buffer.from(text), key, Buffer.from(given.Signature, 'base64'))) refuse('The signature does not fit this message.');
    return given;
  }

  /** Visits the address that makes a subscription whole: it, too, has to be Amazon's. */
  async confirm({ SubscribeURL = '' }: SnsEnvelope): Promise<void> {
    const url = amazonUrl(SubscribeURL);
    if (url === null || url.searchParams.get('Action') !== 'ConfirmSubscription') refuse('The address for confirming is not one of Amazon SNS.');
    await this.fetch(url.href);
  }

  private async keyOf(address: string): Promise<KeyObject> {
    const known = this.keys.get(address);
    if (known) return known;
    const url = amazonUrl(address);
    if (url === null || !CERTIFICATE.test(url.pathname) || url.search !== '') refuse('The certificate is not at an address of Amazon SNS.');
    const certificate = certificateIn(await this.fetch(url.href));
    if (certificate === null) refuse('The certificate can\'t be read, or its time is over.');
    if (this.keys.size >= MOST_KEYS) this.keys.clear();
    this.keys.set(address, certificate);
    return certificate;
  }
}

function certificateIn(pem: string): KeyObject | null {
  try {
    const certificate = new X509Certificate(pem);
    const now = Date.now();
    const valid = Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
    return valid && certificate.publicKey.asymmetricKeyType === 'rsa' ? createPublicKey(certificate.publicKey.export({ type: 'spki', format: 'pem' })) : null;
  } catch {
    return null;
  }
}

function amazonUrl(address: string): URL | null {
  if (!URL.canParse(address)) return null;
  const url = new URL(address);
  return url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '' && HOST.test(url.hostname) ? url : null;
}

/** @throws DomainError forbidden where nothing is there; HttpProblem 503 where Amazon can't be reached now: it will send the message again. */
async function fetchText(url: string): Promise<string> {
  const { status, text } = await answerOf(url).catch((error: Error) => {
    throw new HttpProblem(503, 'amazon-unreachable', `Amazon SNS could not be asked (${error.name}).`);
  });
  if (status !== 200) refuse(`Amazon SNS answered with ${status}.`);
  return text;
}

async function answerOf(url: string): Promise<{ status: number; text: string }> {
  const { statusCode, body } = await request(url, { headersTimeout: PATIENCE_MS, bodyTimeout: PATIENCE_MS, signal: AbortSignal.timeout(2 * PATIENCE_MS) });
  let text = '';
  for await (const chunk of body) {
    text += String(chunk);
    if (text.length > MOST_BYTES) throw new RangeError('more than is read');
  }
  return { status: statusCode, text };
}
