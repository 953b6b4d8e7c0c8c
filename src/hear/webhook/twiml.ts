import VoiceResponse from 'twilio/lib/twiml/VoiceResponse.js';
import MessagingResponse from 'twilio/lib/twiml/MessagingResponse.js';
import type { Greeting } from '../model/greeting.js';

/** @returns TwiML that says the greeting, then dials or hangs up. `afterDial`: where Twilio reports how the dialling ended. */
export function voiceTwiml({ language, words, dial }: Greeting, afterDial: string): string {
  const response = new VoiceResponse();
  response.say({ language }, words);
  if (dial) response.dial({ action: afterDial, method: 'POST', timeout: 30 }, dial);
  else response.hangup();
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
