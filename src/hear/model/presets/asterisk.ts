import type { CallPreset } from './call-preset.js';

/** In the order in which cdr_csv writes them; the file has no header of its own. */
const WRITTEN = ['accountcode', 'src', 'dst', 'dcontext', 'clid', 'channel', 'dstchannel', 'lastapp', 'lastdata', 'start', 'answer', 'end', 'duration', 'billsec', 'disposition', 'amaflags'];
const NEW_COLUMNS = ['peeraccount', 'linkedid', 'sequence'];
const ANSWERED = { column: ['disposition'], is: ['answered'] } as const;
const REACHED_NOBODY = { column: ['dstchannel'], is: 'empty' } as const;

/** A channel that the dialplan answers before it queues counts as ANSWERED although nobody spoke: what was bridged to somebody has a `dstchannel`. */
export const ASTERISK: CallPreset = {
  id: 'asterisk',
  name: 'Asterisk CDR',
  file: '/var/log/asterisk/cdr-csv/Master.csv, or a table of call detail records with its header',
  source: 'https://docs.asterisk.org/Configuration/Reporting/Call-Detail-Records-CDR/ and configs/samples/cdr.conf.sample (usegmtime, loguniqueid, loguserfield, newcdrcolumns)',
  knownBy: [['src'], ['dcontext'], ['lastapp'], ['disposition'], ['start', 'calldate']],
  columns: {
    call_id: ['linkedid', 'uniqueid'],
    queue: ['dst'],
    offered_at: ['start', 'calldate'],
    answered_at: ['answer'],
    ended_at: ['end'],
    talk_seconds: ['billsec'],
    phone: ['src'],
    agent: ['dstchannel'],
    reason_tag: ['userfield'],
    outcome: ['disposition'],
  },
  inbound: [
    { column: ['dcontext'], is: ['from-trunk*', 'from-pstn*', 'from-did*', 'from-external*', 'from-dahdi*', 'from-zaptel*', 'from-outside*', 'ext-did*', 'ext-queues*', 'inbound*', 'incoming*'] },
    { column: ['lastapp'], is: ['queue'] },
  ],
  outcome: [
    { when: [{ column: ['lastapp'], is: ['queue', 'dial'] }, ANSWERED, REACHED_NOBODY], then: 'abandoned' },
    { when: [ANSWERED, REACHED_NOBODY], then: 'self-served' },
    { when: [ANSWERED], then: 'answered' },
    { when: [{ column: ['disposition'], is: ['no answer', 'noanswer'] }], then: 'abandoned' },
    { when: [{ column: ['disposition'], is: ['busy'] }], then: 'busy' },
    { when: [{ column: ['disposition'], is: ['failed', 'congestion'] }], then: 'failed' },
  ],
  zone: null,
  durations: 'seconds',
  legs: true,
  callSource: 'asterisk',
  remark: 'Calls that came in are told by the context of the dialplan, or by the application Queue; name your own contexts in the option "inboundContexts".',
};

const TIME = /^\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}$/;
const DISPOSITION = /^(ANSWERED|NO ANSWER|BUSY|FAILED|CONGESTION)$/i;
const UNIQUE_ID = /^([\w-]+-)?\d{6,}\.\d+$/;

/** @returns The names of the columns of a Master.csv that begins with this record; null where it is no such record. */
export function masterCsvColumns(first: readonly string[]): readonly string[] | null {
  const more = first.length - WRITTEN.length;
  if (more < 0 || more > 5 || !TIME.test(first[9]!.trim()) || !DISPOSITION.test(first[14]!.trim())) return null;
  const own = more >= 3 ? more - 3 : more;
  const optional = own === 2 ? ['uniqueid', 'userfield'] : own === 1 ? [UNIQUE_ID.test(first[16]!.trim()) ? 'uniqueid' : 'userfield'] : [];
  return [...WRITTEN, ...optional, ...(more >= 3 ? NEW_COLUMNS : [])];
}
