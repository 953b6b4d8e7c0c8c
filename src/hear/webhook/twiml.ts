import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js';
import type { Greeting } from '../model/greeting.js';

/** Where Twilio goes on with a call: after a key (or none), when dialling ended, and at each turn of the dialled leg. */
export interface VoiceAddresses {
  readonly menu: string;
  readonly afterDial: string;
  readonly leg: string;
}

/** Seconds in which to press a key after the words, which may be interrupted. */
const KEY_SECONDS = 6;

export function voiceTwiml({ language, words, then }: Greeting, addresses: VoiceAddresses): string {
  const response = new VoiceResponse();
  if (then.kind === 'keys') {
    const action = `${addresses.menu}?step=${then.step}`;
    response.gather({ action, method: 'POST', numDigits: 1, timeout: KEY_SECONDS, input: ['dtmf'] }).say({ language }, words);
    response.redirect({ method: 'POST' }, action); // nothing was pressed
    return response.toString();
  }
  response.say({ language }, words);
  if (then.kind === 'end') response.hangup();
  else {
    response.dial({ action: addresses.afterDial, method: 'POST', timeout: 30 }).number(
      { statusCallback: addresses.leg, statusCallbackMethod: 'POST', statusCallbackEvent: ['answered', 'completed'] }, then.number,
    );
  }
  return response.toString();
}

/** @param text  null sends nothing. */
export function messageTwiml(text: string | null): string {
  const response = new MessagingResponse();
  if (text !== null) response.message(text);
  return response.toString();
}

export function hangUpTwiml(): string {
  const response = new VoiceResponse();
  response.hangup();
  return response.toString();
}
