import { setTimeout as sleep } from 'node:timers/promises';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Sms } from '../disk/sms.js';
import { readCreate, type CreateRequest, type Form } from '../twilio/create.request.js';
import { messageResource } from '../twilio/message.resource.js';
import { listResource, type ListRequest } from '../twilio/message.list.js';
import { accountResource } from '../twilio/account.resource.js';
import { segmentsOf } from '../twilio/segments.js';
import { newSid } from '../twilio/sids.js';
import { isRefusal, refusalBody, refusals, type TwilioRefusal } from '../twilio/twilio.errors.js';
import { faultAt } from '../twilio/twilio.policy.js';
import type { CaptureParts } from './parts.js';

type AccountPath = { Params: { account: string } };
type MessagePath = { Params: { account: string; sid: string } };

/** Twilio's REST API 2010-04-01 as far as text messages go, in its own words and shapes. */
export async function twilioRoutes(app: FastifyInstance, { parts }: { parts: CaptureParts }): Promise<void> {
  const { store, life, accountSid } = parts;
  const credentials = `Basic ${Buffer.from(`${accountSid}:${parts.authToken}`).toString('base64')}`;
  let underWay = 0;

  app.addHook('onRequest', async (request, reply) => {
    underWay += 1;
    reply.raw.once('close', () => (underWay -= 1));
    void reply.header('twilio-concurrent-requests', underWay).header('twilio-request-id', `RQ${newSid('SM').slice(2)}`);
    if (request.headers.authorization !== credentials) return refuse(reply, refusals.authenticate);
    return undefined;
  });
  app.setNotFoundHandler((request, reply) => refuse(reply, refusals.notFound(pathOf(request))));
  app.setErrorHandler((error: Error, _request, reply) =>
    refuse(reply, { status: 500, code: 20500, message: `The message could not be kept: ${error.name}` }),
  );

  app.get<AccountPath>('/Accounts/:account.json', async (request, reply) => {
    if (request.params.account !== accountSid) return refuse(reply, refusals.notFound(pathOf(request)));
    return accountResource(accountSid);
  });

  app.post<AccountPath & { Body: Form }>('/Accounts/:account/Messages.json', async (request, reply) => {
    if (request.params.account !== accountSid) return refuse(reply, refusals.authenticate);
    const wanted = readCreate(request.body ?? {}, parts.now());
    if (isRefusal(wanted)) return refuse(reply, wanted);
    const fault = faultAt(parts.twilioPolicy(), 'request', wanted);
    if (fault?.kind === 'close-before') return hangUp(request, reply);
    if (fault?.kind === 'answer') return refuse(reply, fault, fault.retryAfterSeconds);
    const senders = wanted.messagingServiceSid ? [wanted.from ?? parts.serviceSender] : [wanted.from!];
    if (parts.optOuts.blocks(wanted.to, senders)) return refuse(reply, refusals.optedOut);
    const sms = take(wanted, parts.now());
    await store.sms.add(sms);
    life.begin(sms);
    if (fault?.kind === 'close-after') return hangUp(request, reply);
    if (fault?.kind === 'late') await sleep(fault.ms, undefined, { ref: false });
    return reply.code(201).send(messageResource({ sms, history: [first(sms)] }, accountSid));
  });

  app.get<AccountPath & { Querystring: ListRequest }>('/Accounts/:account/Messages.json', async (request, reply) => {
    if (request.params.account !== accountSid) return refuse(reply, refusals.authenticate);
    const answer = await listResource(store.sms, request.query, accountSid);
    return isRefusal(answer) ? refuse(reply, answer) : answer;
  });

  app.get<MessagePath>('/Accounts/:account/Messages/:sid.json', async (request, reply) => {
    const record = request.params.account === accountSid ? await store.sms.get(request.params.sid) : undefined;
    return record ? messageResource(record, accountSid) : refuse(reply, refusals.notFound(pathOf(request)));
  });

  app.post<MessagePath & { Body: Form }>('/Accounts/:account/Messages/:sid.json', async (request, reply) => {
    const { account, sid } = request.params;
    if (account !== accountSid || store.sms.statusOf(sid) === undefined) {
      return refuse(reply, refusals.notFound(pathOf(request)));
    }
    if (request.body?.['Status'] !== 'canceled') return refuse(reply, refusals.parameter('Status must be canceled'));
    if (!(await life.cancel(sid))) return refuse(reply, refusals.notCancelable);
    return messageResource((await store.sms.get(sid))!, accountSid);
  });
}

function take(wanted: CreateRequest, now: Date): Sms {
  const { smartEncoded, ...kept } = wanted;
  const { count, encoding } = segmentsOf(wanted.body, smartEncoded);
  return {
    sid: newSid('SM'),
    at: now.toISOString(),
    receivedAt: new Date().toISOString(),
    direction: 'outbound-api',
    ...kept,
    segments: count,
    encoding,
    status: wanted.sendAt ? 'scheduled' : wanted.messagingServiceSid ? 'accepted' : 'queued',
  };
}

function first(sms: Sms) {
  return { status: sms.status, at: sms.at, errorCode: null, from: sms.from };
}

function refuse(reply: FastifyReply, refusal: TwilioRefusal, retryAfterSeconds?: number): FastifyReply {
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', retryAfterSeconds);
  return reply.code(refusal.status).send(refusalBody(refusal));
}

function hangUp(request: FastifyRequest, reply: FastifyReply): FastifyReply {
  reply.hijack();
  request.raw.socket.destroy();
  return reply;
}

function pathOf(request: FastifyRequest): string {
  return request.url.split('?', 1)[0]!;
}
