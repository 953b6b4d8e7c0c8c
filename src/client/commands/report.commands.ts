import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { verifyCommand } from '../../evidence/cli/verify.command.js';
import { type components } from '../api.types.js';
import { type ClientCommand } from '../client-command.js';
import { type Desk } from '../desk.js';
import { incidentId } from '../names.js';
import { countsIn, peopleIn, timeIn } from '../words.js';

const LOOK_MS = 2_000;

type Report = components['schemas']['IncidentReport'];

export const report: ClientCommand = {
  name: 'report',
  usage: '<incident> [--csv file.csv] [--evidence pack.zip]',
  summary: 'What an incident came to: who was told, calls, hold time.',
  details: '--csv keeps its figures as a table, --evidence the evidence pack, which `firstword verify` proves. The page in the console has all of it.',
  options: { csv: { type: 'string' }, evidence: { type: 'string' } },
  async run(given, desk) {
    const id = await incidentId(desk, given.one('the incident'));
    const path = { params: { path: { id } }, parseAs: 'stream' } as const;
    const [csv, evidence] = [given.text('csv'), given.text('evidence')];
    const made = await reportOf(desk, id);
    if (csv) await keep(await tableOf(desk, id), csv);
    if (evidence) await keep(await desk.answer((api) => api.GET('/api/v1/incidents/{id}/evidence.zip', path)), evidence);
    desk.tell(made, () => [...reportLines(made), `${desk.url}/incidents/${id}/report`]);
  },
};

/** Of a large incident it may be counted just now. */
async function reportOf(desk: Desk, id: string): Promise<Report> {
  for (;;) {
    const made = await desk.answer((api) => api.GET('/api/v1/incidents/{id}/report', { params: { path: { id } } }));
    if (!('kind' in made)) {
      desk.progress('');
      return made;
    }
    desk.progress('Its figures are being counted …');
    await sleep(LOOK_MS);
  }
}

/** As a stream; what is counted anew meanwhile is waited for as above. */
async function tableOf(desk: Desk, id: string): Promise<unknown> {
  for (;;) {
    let isCounting = false;
    const table = await desk.answer(async (api) => {
      const answer = await api.GET('/api/v1/incidents/{id}/report.csv', { params: { path: { id } }, parseAs: 'stream' });
      isCounting = answer.response.status === 202;
      return answer;
    });
    if (!isCounting) return table;
    desk.progress('Its figures are being counted …');
    await sleep(LOOK_MS);
  }
}

const keep = (stream: unknown, file: string): Promise<void> => pipeline(Readable.fromWeb(stream as never), createWriteStream(file));

function reportLines({ asOf, figures, improve }: Report): string[] {
  const { incident, members, notices, calls, hold } = figures;
  const { avoided } = calls;
  return [
    `${incident.reference}, ${incident.status}: ${incident.title}. As of ${timeIn(asOf)}.`,
    `${peopleIn(members)} in it; ${calls.byMembers} calls by them.`,
    ...notices.map((notice) => `Notice ${notice.number}, ${notice.type}: ${countsIn(notice.outcomes)}.`),
    avoided?.kind === 'estimate' ? `Calls avoided: ${Math.round(avoided.avoided)} (${Math.round(avoided.low)} to ${Math.round(avoided.high)}).` : 'Calls avoided: not enough data.',
    hold.kind === 'computed' ? `Hold time ${Math.round(hold.waitSeconds)} s, and ${Math.round(hold.waitSecondsWithout)} s without the notices, by the model.` : `Hold time: ${hold.why}`,
    ...improve.map(({ advice }) => `To do better: ${advice}`),
  ];
}

/** The verifier needs no service: an auditor runs it on a machine of his own. */
export const verify: ClientCommand = {
  name: 'verify',
  usage: '<pack.zip>',
  summary: 'Prove an evidence pack, or name the first place where it does not hold.',
  anonymous: true,
  run: (given, desk) => verifyCommand.run(given.words, desk.terminal),
};
