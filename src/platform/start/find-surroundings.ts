import { createHmac, randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type CaptureProcess, ensureCaptureProcess } from '../../capture/ensure-capture.js';
import { CAPTURE_ACCOUNT_SID, CAPTURE_SENDER } from '../../capture/identity.js';
import { type Settings } from '../config/config.js';
import { type Surroundings, type TwilioAccount } from '../config/config.module.js';
import { freePort } from './free-port.js';
import { type OpenDatabase } from './open-database.js';
import { secretKeyOf } from './secret-key.js';

export const captureFolder = (settings: Settings): string => join(settings.FIRSTWORD_HOME, 'capture');

/** Whether mail, texts or both have nowhere real to go. */
export const needsCapture = (settings: Settings): boolean => !settings.SMTP_URL || !settings.TWILIO_ACCOUNT_SID;

/**
 * The capture's process: the one that runs on the folder with this installation's token, or a new one. It outlives this process.
 *
 * @param ports  Where a new one is to listen; any free ones by default.
 * @throws Error where it does not come up, or one of another account has the folder.
 */
export async function startCaptureFor(settings: Settings, ports: { readonly smtpPort?: number; readonly httpPort?: number } = {}): Promise<CaptureProcess> {
  const authToken = captureToken(await secretKeyOf(settings.SECRET_KEY, settings.FIRSTWORD_HOME));
  return ensureCaptureProcess({ dir: captureFolder(settings), businessClock: settings.BUSINESS_CLOCK, authToken, ...ports });
}

/** Signs the capture's webhooks. From the secret key: with a token that everyone knows, anyone could say STOP for a customer. */
export const captureToken = (secretKey: string): string => createHmac('sha256', secretKey).update('capture webhook token').digest('base64url');

/** @param port  Where this process listens, or would. */
export function publicUrlOf(settings: Settings, port: number): string {
  if (settings.PUBLIC_URL) return new URL(settings.PUBLIC_URL).origin;
  const host = ['0.0.0.0', '::', ''].includes(settings.HOST) ? 'localhost' : settings.HOST;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

export const portOf = async (settings: Settings): Promise<number> => settings.PORT || freePort(settings.HOST);

/**
 * Puts together what was found out at start.
 *
 * @param capture  null where nothing is captured, or for a command that sends nothing: then its addresses lead nowhere.
 */
export async function findSurroundings(settings: Settings, database: OpenDatabase, publicUrl: string, capture: CaptureProcess | null): Promise<Surroundings> {
  const secretKey = await secretKeyOf(settings.SECRET_KEY, settings.FIRSTWORD_HOME);
  return {
    secretKey,
    lookupKeys: database.lookupKeys,
    publicUrl,
    databaseUrl: database.url,
    databaseIsEmbedded: database.isEmbedded,
    smtpUrl: settings.SMTP_URL ?? `smtp://127.0.0.1:${capture?.smtpPort ?? 1}`,
    mailIsCaptured: !settings.SMTP_URL,
    secondSmtpUrl: settings.SMTP_URL_2 ?? null,
    twilio: twilioOf(settings, capture, secretKey),
    secondTwilio: secondTwilioOf(settings),
    smsIsCaptured: !settings.TWILIO_ACCOUNT_SID,
    captureUrl: capture?.baseUrl ?? null,
    instance: `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`,
  };
}

function secondTwilioOf({ TWILIO_ACCOUNT_SID_2: accountSid, TWILIO_AUTH_TOKEN_2: authToken, TWILIO_FROM_2: from, TWILIO_API_URL_2: apiUrl }: Settings): TwilioAccount | null {
  return accountSid && authToken && from ? { accountSid, authToken, from, apiUrl: apiUrl ?? null } : null;
}

function twilioOf(settings: Settings, capture: CaptureProcess | null, secretKey: string): TwilioAccount {
  const { TWILIO_ACCOUNT_SID: accountSid, TWILIO_AUTH_TOKEN: authToken, TWILIO_FROM: from, TWILIO_API_URL: apiUrl } = settings;
  if (accountSid && authToken && from) return { accountSid, authToken, from, apiUrl: apiUrl ?? null };
  return { accountSid: CAPTURE_ACCOUNT_SID, authToken: captureToken(secretKey), from: CAPTURE_SENDER, apiUrl: capture?.baseUrl ?? 'http://127.0.0.1:1' };
}
