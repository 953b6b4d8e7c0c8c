import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { parseBusinessClock } from '../business-clock.js';
import { smtpPolicyOf, smtpRule, wellBehaved as smtpWellBehaved } from '../smtp/smtp.policy.js';
import { stepDelays, twilioPolicyOf, twilioRule, wellBehaved as twilioWellBehaved } from '../twilio/twilio.policy.js';
import type { CaptureParts } from './parts.js';
import { read } from './read.js';

const url = z.url({ protocol: /^https?$/ });
const phone = z.string().min(1).max(40); // "anonymous" and short codes call and write too
const inboundSms = z.object({
  url,
  from: phone,
  to: phone,
  body: z.string().max(1600),
  messagingServiceSid: z.string().optional(),
  messageSid: z.string().optional(),
});
const inboundCall = z.object({
  url,
  from: phone,
  to: phone,
  callSid: z.string().optional(),
  statusUrl: url.optional(),
  finalStatus: z.enum(['completed', 'busy', 'failed', 'no-answer', 'canceled']).default('completed'),
  durationSeconds: z.int().min(0).max(86_400).default(0),
  endAfterMs: z.int().min(0).max(600_000).default(0),
});
const smtpRules = z.object({ rules: z.array(smtpRule) });
const twilioRules = z.object({ rules: z.array(twilioRule).default([]), delays: stepDelays.optional() });
const clock = z.object({ businessClock: z.string().nullable() });

/** Makes the outside world act: customers write and call, providers misbehave, time runs. JSON only. */
export async function controlRoutes(app: FastifyInstance, { parts }: { parts: CaptureParts }): Promise<void> {
  app.post('/inbound-sms', (request) => parts.inbound.text(read(inboundSms, request.body)));

  app.post('/inbound-call', (request) => parts.inbound.call(read(inboundCall, request.body)));

  app.put('/smtp-policy', async (request, reply) => {
    parts.smtp.setPolicy(smtpPolicyOf(read(smtpRules, request.body).rules));
    return reply.code(204).send();
  });
  app.delete('/smtp-policy', async (_request, reply) => {
    parts.smtp.setPolicy(smtpWellBehaved);
    return reply.code(204).send();
  });

  app.put('/twilio-policy', async (request, reply) => {
    const { rules, delays } = read(twilioRules, request.body);
    parts.setTwilioPolicy(twilioPolicyOf(rules), delays);
    return reply.code(204).send();
  });
  app.delete('/twilio-policy', async (_request, reply) => {
    parts.setTwilioPolicy(twilioWellBehaved);
    return reply.code(204).send();
  });

  app.put('/clock', async (request, reply) => {
    const { businessClock } = read(clock, request.body);
    try {
      parts.setClock(parseBusinessClock(businessClock ?? undefined));
    } catch (error) {
      return reply.code(400).send({ error: (error as Error).message });
    }
    return reply.code(204).send();
  });
}
