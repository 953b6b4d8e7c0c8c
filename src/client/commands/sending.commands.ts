import { type ClientCommand } from '../client-command.js';
import { type Desk } from '../desk.js';
import { noticeId } from '../names.js';
import { progressLines } from './progress.words.js';

type Progress = Parameters<typeof progressLines>[0];

/** Three brakes, which differ in their address alone. */
function brake(name: string, summary: string, reasonNeeded: boolean, send: (desk: Desk, id: string, reason: string) => Promise<Progress>): ClientCommand {
  return {
    name,
    usage: `<notice> ${reasonNeeded ? '--reason …' : '[--reason …]'}`,
    summary,
    options: { reason: { type: 'string' } },
    changes: true,
    async run(given, desk) {
      const [notice, reason] = [given.one('the notice'), reasonNeeded ? given.needed('reason') : (given.text('reason') ?? '')];
      const progress = await send(desk, await noticeId(desk, notice), reason);
      desk.tell(progress, () => progressLines(progress));
    },
  };
}

export const pause = brake('pause', 'Hold everything of a notice that is not under way.', true, (desk, id, reason) =>
  desk.deed((api) => api.POST('/api/v1/notices/{id}/pause', { params: { path: { id } }, body: { reason } })));
export const resume = brake('resume', 'Go on after a pause.', false, (desk, id, reason) =>
  desk.deed((api) => api.POST('/api/v1/notices/{id}/resume', { params: { path: { id } }, body: { reason } })));
export const cancel = brake('cancel', 'Stop a notice for good: what has not left never does.', true, (desk, id, reason) =>
  desk.deed((api) => api.POST('/api/v1/notices/{id}/cancel', { params: { path: { id } }, body: { reason } })));
