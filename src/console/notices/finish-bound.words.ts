import { type FinishEstimate } from '../../approve/model/finish-estimate.js';
import { grouped } from '../page/words.js';

type Bound = FinishEstimate['bound'];

const ALONE: Readonly<Record<Bound, string>> = {
  waves: 'the waves set the pace', email: 'the mail relay sets the pace', sms: 'the text provider’s account sets the pace', sender: 'the rate of the texts’ sender sets the pace',
  domain: 'a mailbox domain sets the pace', 'email-connections': 'the connections to the mail relay set the pace', 'sms-connections': 'the connections to the text provider set the pace',
};

const COUNTED: Readonly<Record<Bound, readonly [one: string, many: string]>> = {
  waves: ['message', 'messages'], email: ['e-mail', 'e-mails'], domain: ['e-mail', 'e-mails'], 'email-connections': ['e-mail', 'e-mails'],
  sms: ['segment', 'segments'], sender: ['segment', 'segments'], 'sms-connections': ['text', 'texts'],
};

/** What decides when a notice is done, as half a sentence. */
export function boundWords({ bound, limit }: Pick<FinishEstimate, 'bound' | 'limit'>): string {
  if (!limit) return ALONE[bound];
  const rate = rateWords(limit.perSecond, COUNTED[bound]);
  if (limit.domain !== null) return `${limit.domain} takes ${rate}, which sets the pace`;
  if (limit.line === null) return `${ALONE[bound]}, ${rate}`;
  const { connections, callMs, seen } = limit.line;
  return `${ALONE[bound]}: ${connections} of a process ${connections === 1 ? 'carries' : 'carry'} about ${rate}, at ${grouped(Math.round(callMs))} ms each${seen ? '' : ' (assumed until a hundred were timed)'}`;
}

/** "1,000 e-mails a second"; by the minute where it is less than one a second. */
function rateWords(perSecond: number, [one, many]: readonly [string, string]): string {
  const [rate, unit] = perSecond < 1 ? [perSecond * 60, 'minute'] : [perSecond, 'second'];
  const shown = rate.toLocaleString('en-US', { maximumFractionDigits: rate < 10 ? 1 : 0 });
  return `${shown} ${shown === '1' ? one : many} a ${unit}`;
}
