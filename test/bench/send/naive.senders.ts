import nodemailer from 'nodemailer';
import twilio from 'twilio';
import { CONCURRENCY, type NaiveOrders, type Recipient, renderer } from './naive.js';

/** Sends one row and resolves when the far side has taken it. */
export type Sender = (row: Recipient) => Promise<void>;

/** nodemailer's pool, as its documentation has it. */
function emailSender(orders: NaiveOrders): Sender {
  const transport = nodemailer.createTransport({
    pool: true, host: '127.0.0.1', port: orders.smtpPort, secure: false, ignoreTLS: true, maxConnections: CONCURRENCY, maxMessages: 500,
    ...(orders.dkimKey === null ? {} : { dkim: { domainName: 'northwind.example', keySelector: 'bench', privateKey: orders.dkimKey } }),
  });
  const { email } = renderer(orders);
  return async (row) => {
    await transport.sendMail({ from: orders.from, to: row.email, replyTo: orders.replyTo, messageId: `<b.${row.id}@northwind.example>`, headers: orders.headers, ...email(row) });
  };
}

/** The stock client, pointed at the stand-in. */
function smsSender(orders: NaiveOrders): Sender {
  const client = twilio(`AC${'0'.repeat(32)}`, 'f'.repeat(32));
  client.api.baseUrl = `https://127.0.0.1:${orders.twilioPort}`;
  const { sms } = renderer(orders);
  return async (row) => {
    await client.messages.create({ to: row.phone, from: orders.smsFrom, body: sms(row), smartEncoded: true, validityPeriod: 36_000, statusCallback: `${orders.statusCallback}?m=${row.id}&a=1` });
  };
}

export const senderOf = (orders: NaiveOrders): Sender => (orders.channel === 'email' ? emailSender(orders) : smsSender(orders));
