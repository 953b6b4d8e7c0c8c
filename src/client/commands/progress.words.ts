import { type components } from '../api.types.js';
import { countsIn, peopleIn, timeIn } from '../words.js';

type Progress = components['schemas']['Progress'];

/** A notice on its way, in a few lines: the state, the sum, and what waits. */
export function progressLines({ dispatch, sum, waves, held, perSecond, unknown }: Progress): string[] {
  const open = waves.filter(({ openedAt }) => openedAt !== null).length;
  return [
    `${dispatch.state}${dispatch.reason ? ` (${dispatch.reason})` : ''}${dispatch.brake ? `, stopped by the brake ${dispatch.brake}: a commander resumes it` : ''}. ${open} of ${waves.length} waves have begun.`,
    `${peopleIn(sum.members)}: ${countsIn(sum.outcomes)}. ${sum.adds ? 'The sum adds up.' : 'THE SUM DOES NOT ADD UP: look at the console.'}`,
    ...(perSecond ? [`${perSecond.toLocaleString('en', { maximumFractionDigits: 1 })} messages a second.`] : []),
    ...held.map(({ reason, messages }) => `${messages.toLocaleString('en')} held: ${reason}`),
    ...(unknown > 0 ? [`${unknown.toLocaleString('en')} in doubt: firstword doubts`] : []),
    ...(dispatch.state === 'running' ? [`What has not left by ${timeIn(dispatch.expiresAt)} never does.`] : []),
  ];
}
