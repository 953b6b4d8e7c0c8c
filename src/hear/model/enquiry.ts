import type { Channel, FoundCustomer } from '../../audience/contract.js';

/** Codes that strangers can have sent to one person: so many in a day and in a week, and none right after another. */
export const MOST_CODES = { inTwoMinutes: 1, inADay: 3, inAWeek: 6 } as const;
/** Questions that one address may ask in an hour. */
export const MOST_QUESTIONS_AN_HOUR = 20;
/** Wrong codes for one question. */
export const TRIES_A_CODE = 5;
export const CODE_MINUTES = 10;
/** How long the answer can be read by whoever knew the code. */
export const ANSWER_MINUTES = 30;
export const CODE_DIGITS = 8;

export interface CodesSent {
  readonly inTwoMinutes: number;
  readonly inADay: number;
  readonly inAWeek: number;
}

export const oftenEnough = (sent: CodesSent): boolean => sent.inTwoMinutes >= MOST_CODES.inTwoMinutes || sent.inADay >= MOST_CODES.inADay || sent.inAWeek >= MOST_CODES.inAWeek;

/** When an address on file was changed last, and what incidents that are open laid bare when. */
export interface Doubts {
  readonly emailChangedAt: Date | null;
  readonly phoneChangedAt: Date | null;
  readonly exposures: readonly { readonly from: Date; readonly until: Date }[];
}

/**
 * Where a code goes: the address on file, and no other. A stopped address gets none, and neither does one that was changed while data lay
 * open: a thief may have put it there. Mail goes before texts, since strangers could have texts sent that cost money.
 */
export function codeGoesTo({ email, phone, suppressed }: Pick<FoundCustomer, 'email' | 'phone' | 'suppressed'>, { emailChangedAt, phoneChangedAt, exposures }: Doubts): { readonly channel: Channel; readonly address: string } | null {
  const stopped = (channel: Channel): boolean => suppressed.some((one) => one.channel === channel);
  const doubtful = (at: Date | null): boolean => at !== null && exposures.some(({ from, until }) => at >= from && at < until);
  if (email !== null && !stopped('email') && !doubtful(emailChangedAt)) return { channel: 'email', address: email };
  return phone !== null && !stopped('sms') && !doubtful(phoneChangedAt) ? { channel: 'sms', address: phone } : null;
}

interface Speaker {
  readonly name: string;
  readonly domain: string;
  readonly phone: string;
}

/** "4821 9033": read aloud and typed more easily. */
export const codeWords = (code: string): string => `${code.slice(0, 4)} ${code.slice(4)}`;

interface CodeMessage {
  readonly subject: string;
  readonly text: string;
  /** Of the GSM alphabet; two segments at most for a name of up to 40 characters. */
  readonly sms: string;
}

/** The message with the code, in the customer's language. The subject holds no code: locked screens show it. */
export function codeMessage(language: 'en' | 'es', brand: Speaker, code: string): CodeMessage {
  const shown = codeWords(code);
  return language === 'es'
    ? {
        subject: `${brand.name}: su código`,
        text: `Alguien, probablemente usted, preguntó en nuestro sitio si un incidente le afecta.\n\nSu código: ${shown}\n\nVale ${CODE_MINUTES} minutos, en la página donde se preguntó. No se lo diga a nadie: nunca lo pedimos por teléfono ni por mensaje.\n\nSi no fue usted, no haga nada: sin el código nadie se entera de nada. Nuestro teléfono: ${brand.phone}.\n\n${brand.name}`,
        sms: `${brand.name}: ${shown} es su codigo. Vale ${CODE_MINUTES} minutos en la pagina donde pregunto. No lo diga a nadie. Si no fue usted, no haga nada.`,
      }
    : {
        subject: `${brand.name}: your code`,
        text: `Somebody, most likely you, asked on our site whether an incident concerns you.\n\nYour code: ${shown}\n\nIt holds for ${CODE_MINUTES} minutes, on the page where you asked. Tell it to nobody: we never ask for it by phone or message.\n\nIf it was not you, do nothing: without the code nobody learns anything. Our number: ${brand.phone}.\n\n${brand.name}`,
        sms: `${brand.name}: ${shown} is your code. It holds for ${CODE_MINUTES} minutes on the page where you asked. Tell nobody. If it was not you, do nothing.`,
      };
}
