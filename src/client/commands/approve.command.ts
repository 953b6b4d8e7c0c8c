import { UsageError } from '../../platform/start/cli/command.js';
import { type components } from '../api.types.js';
import { type ClientCommand, EXIT } from '../client-command.js';
import { type Desk } from '../desk.js';
import { noticeId } from '../names.js';
import { peopleIn, timeIn } from '../words.js';
import { preflightLines } from './draft.commands.js';

type View = components['schemas']['NoticeView'];

export const approve: ClientCommand = {
  name: 'approve',
  usage: '<notice> [--people <number>] [--without-briefing <reason>]',
  summary: 'Sign a notice: as a person who had no hand in it.',
  details: 'It shows what is signed and asks for the number of people, as the console does; --people gives it. What is signed is the plan that was shown: if it changed in\nbetween, the service refuses. A key can\'t approve, whoever made it: sign in first.',
  options: { people: { type: 'string' }, 'without-briefing': { type: 'string' } },
  changes: true,
  byPerson: true,
  async run(given, desk) {
    const id = await noticeId(desk, given.one('the notice'));
    const [typed, reason] = [given.text('people'), given.text('without-briefing')];
    if (typed === undefined && !desk.asker.isPerson) throw new UsageError('There is no terminal to ask for the number of people: give it as --people.');
    const view = await desk.answer((api) => api.GET('/api/v1/notices/{id}', { params: { path: { id } } }));
    const { planHash } = view.notice;
    const why = view.steps['approve'];
    if (why || planHash === null) {
      desk.say(why ?? 'It was not submitted yet.');
      return EXIT.refused;
    }
    for (const line of await shown(desk, view)) desk.say(line);
    const people = numberOf(typed ?? (await desk.asker.ask('How many people does it go to? Type the number:')));
    const signed = await desk.deed((api) => api.POST('/api/v1/notices/{id}/approve', { params: { path: { id } }, body: { planHash, people, ...(reason ? { withoutBriefing: reason } : {}) } }));
    desk.tell(signed, () => [`${signed.incident.reference}/${signed.number} is approved. It goes out ${signed.schedule.startAt ? `from ${timeIn(signed.schedule.startAt)} on` : 'now'}.`, `To watch it: firstword status ${signed.incident.reference}/${signed.number} --wait`]);
    return EXIT.done;
  },
};

function numberOf(text: string): number {
  if (!/^\d{1,9}$/.test(text.trim())) throw new UsageError(`"${text}" is no number of people. Nothing was signed.`);
  return Number(text);
}

/** What is signed, as its readers get it: once in each language. */
async function shown(desk: Desk, { notice, texts, audience, preflight }: View): Promise<string[]> {
  const { incident, schedule, policies, sender } = notice;
  const parts = await Promise.all(texts.map(({ locale }) => inLanguage(desk, notice.id, locale)));
  return [
    `${incident.reference}/${notice.number}, ${notice.type}: ${incident.title}`,
    `From ${sender.senderName} <${sender.fromEmail}>, by ${policies.channels}. ${schedule.waves === 1 ? 'All at once' : `In ${schedule.waves} waves, ${schedule.waveIntervalMinutes} minutes apart`}, ${schedule.startAt ? `from ${timeIn(schedule.startAt)} on` : 'as soon as it is approved'}.`,
    ...(preflight ? preflightLines(preflight) : []),
    ...parts.flat(),
    `Plan ${notice.planHash}`,
    ...(audience.counts.members === 0 ? [`It goes to ${peopleIn(0)}.`] : []), // the number is for the approver to type
  ];
}

async function inLanguage(desk: Desk, id: string, locale: string): Promise<string[]> {
  const { email, sms, reader } = await desk.answer((api) => api.POST('/api/v1/notices/{id}/preview', { params: { path: { id } }, body: { as: { reads: locale } } }));
  return [`── ${locale}, as ${reader.reference} reads it ──`, ...(email ? [`Subject: ${email.subject}`, '', email.text.trim(), ''] : []), ...(sms ? [`SMS: ${sms.body}`, ''] : [])];
}
