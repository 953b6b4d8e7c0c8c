import nodemailer from 'nodemailer';
import { smtpAnswer, type SmtpError } from '../model/smtp-error.js';

const CONNECT_MS = 10_000;

/**
 * Goes up to where a message would begin: connects, greets, signs in, and leaves.
 *
 * @param address  Host, port, TLS and credentials as the library takes them.
 * @returns why that did not work, in words without the address; null where it did.
 */
export async function smtpFault(address: object): Promise<string | null> {
  const transport = nodemailer.createTransport({ ...address, connectionTimeout: CONNECT_MS, greetingTimeout: CONNECT_MS, socketTimeout: CONNECT_MS });
  try {
    await transport.verify();
    return null;
  } catch (error) {
    const answer = smtpAnswer(error as SmtpError);
    return answer.kind === 'unreached' || answer.kind === 'misconfigured' || answer.kind === 'deferred' ? answer.reason : 'The mail relay does not answer as it should.';
  } finally {
    transport.close();
  }
}
