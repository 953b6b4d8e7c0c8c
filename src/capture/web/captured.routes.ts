import type { FastifyInstance } from 'fastify';
import PostalMime from 'postal-mime';
import { z } from 'zod';
import type { MailSummary } from '../disk/mail.js';
import type { SmsRecord } from '../disk/sms.js';
import { senderOf } from '../twilio/message.resource.js';
import type { CaptureParts } from './parts.js';
import { read } from './read.js';

const page = z.object({
  limit: z.coerce.number().int().min(1).max(500).default(50),
  before: z.string().min(1).optional(),
});
const mailQuery = page.extend({
  to: z.string().min(1).optional(),
  messageId: z.string().min(1).optional(),
  q: z.string().min(1).max(200).optional(),
});
const smsQuery = page.extend({
  to: z.string().min(1).optional(),
  direction: z.enum(['outbound', 'inbound', 'all']).default('outbound'),
});
const duplicatesQuery = z.object({ limit: z.coerce.number().int().min(1).max(1000).default(100) });

/** What really arrived. Lists are newest first; `next` of one page goes into `before` of the one after it. */
export async function capturedRoutes(app: FastifyInstance, { parts }: { parts: CaptureParts }): Promise<void> {
  const { store, life, optOuts } = parts;

  app.get('/mail', (request) => store.mail.list(read(mailQuery, request.query)));

  app.get<{ Params: { id: string } }>('/mail/:id', async (request, reply) => {
    const mail = await store.mail.get(request.params.id);
    return mail ? mailView(mail.summary, mail.raw) : reply.code(404).send({ error: 'No such mail.' });
  });

  app.get<{ Params: { id: string } }>('/mail/:id/raw', async (request, reply) => {
    const mail = await store.mail.get(request.params.id);
    if (!mail) return reply.code(404).send({ error: 'No such mail.' });
    return reply.header('content-type', 'message/rfc822').header('x-content-type-options', 'nosniff').send(mail.raw);
  });

  app.get('/sms', async (request) => {
    const { to, direction, limit, before } = read(smsQuery, request.query);
    const wanted = { outbound: 'outbound-api', inbound: 'inbound', all: undefined } as const;
    const { records, next } = await store.sms.list({ to, direction: wanted[direction], limit, before });
    return { sms: records.map(smsView), next };
  });

  app.get<{ Params: { sid: string } }>('/sms/:sid', async (request, reply) => {
    const record = await store.sms.get(request.params.sid);
    return record ? smsView(record) : reply.code(404).send({ error: 'No such message.' });
  });

  app.get('/counts', async () => ({
    mail: store.mail.counts(),
    sms: store.sms.counts(),
    callbacks: life.callbackCounts(),
  }));

  app.get('/duplicates', async (request) => {
    const { limit } = read(duplicatesQuery, request.query);
    const [mail, sms] = await Promise.all([store.mail.repeated(limit), store.sms.repeated(limit)]);
    return { mail, sms };
  });

  app.delete('/', async (_request, reply) => {
    life.clear();
    optOuts.clear();
    await store.wipe();
    return reply.code(204).send();
  });
}

async function mailView(summary: MailSummary, raw: Buffer) {
  const mail = await PostalMime.parse(raw);
  return {
    ...summary,
    headers: mail.headers.map(({ originalKey, value }) => ({ name: originalKey, value })),
    html: mail.html ?? null,
    text: mail.text ?? null,
    attachments: mail.attachments.map(({ filename, mimeType, content }) => ({
      filename,
      mimeType,
      size: typeof content === 'string' ? content.length : content.byteLength,
    })),
  };
}

function smsView(record: SmsRecord) {
  const { sms, history } = record;
  const last = history.at(-1)!;
  return {
    sid: sms.sid,
    direction: sms.direction === 'inbound' ? 'inbound' : 'outbound',
    from: senderOf(record),
    to: sms.to,
    messagingServiceSid: sms.messagingServiceSid,
    body: sms.body,
    segments: sms.segments,
    encoding: sms.encoding,
    at: sms.at,
    receivedAt: sms.receivedAt,
    status: last.status,
    errorCode: last.errorCode,
    history: history.map(({ status, at, errorCode }) => ({ status, at, errorCode })),
  };
}
