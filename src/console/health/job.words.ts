/** What each job does, in a sentence: its name says that to programmers alone. */
export const JOB_WORDS: Readonly<Record<string, string>> = {
  'approve.notice-holds': 'Ends holds on single notices once their time is over.',
  'approve.preflight': 'Makes everybody’s message before a notice is approved, and says what is wrong of them.',
  'audience.suppressions': 'Frees stopped addresses whose time is over.',
  'auth.expire-sessions': 'Forgets sign-ins whose time is over.',
  'auth.sign-in-watch': 'Watches for sign-ins that look like an attack.',
  'deliver.brake': 'Pauses a notice that goes wrong: too many refused, or more than its caps allow.',
  'deliver.count': 'Keeps the figures of notices under way at hand.',
  'deliver.epoch': 'Watches that the database is not older than what was sent.',
  'deliver.exercise': 'Makes up what would come back in an exercise.',
  'deliver.ladder': 'Tries the next channel for whoever one of them did not reach.',
  'deliver.leases': 'Frees messages that a worker held when it died.',
  'deliver.look-up': 'Asks the provider about texts that stand in doubt.',
  'deliver.outcome-events': 'Tells webhooks what became of messages.',
  'deliver.pace': 'Watches that sending keeps to its plan.',
  'deliver.preferences': 'Records whose wish for a channel was passed over, and why.',
  'deliver.reconcile': 'Settles what a broken connection or a crash left in doubt.',
  'deliver.staff-messages': 'Sends codes and messages to your own people.',
  'deliver.staff-messages-forgotten': 'Forgets messages to your own people that are long sent.',
  'deliver.start': 'Starts approved notices, and opens their waves.',
  'deliver.verify': 'Looks whether everybody’s row is in the ledger before the first message leaves.',
  'deliver.watch': 'Watches that nothing stands still that should go out, and that the sums add up.',
  'deliver.withhold': 'Keeps back messages to addresses that were stopped meanwhile.',
  'deliver.write': 'Writes everybody’s row into the ledger.',
  'hear.enquiries': 'Answers whoever asked whether they are affected.',
  'hear.enquiries-forgotten': 'Forgets such questions once they are answered.',
  'hear.mailbox': 'Reads what came back by e-mail: bounces and replies.',
  'hear.overdue-receipts': 'Asks the provider for receipts that did not come.',
  'hear.receipts': 'Puts receipts where they belong that came out of turn.',
  'http.expire-idempotency-records': 'Forgets answers that were kept for programs that ask twice.',
  'imports.abandoned': 'Gives up imports whose process died.',
  'measure.feed': 'Watches that calls still come in.',
  'measure.law-counts': 'Counts who was told where, for the clocks of the law.',
  'measure.law-watch': 'Watches for clocks of the law that run out.',
  'measure.pace': 'Measures how the phones cope, for notices that go by them.',
  'measure.reports': 'Drafts after-action reports that are due.',
  'measure.snapshots': 'Keeps the figures of each incident, hour by hour.',
  'pages.expire-drafts': 'Forgets what was typed into forms and never sent off.',
  'platform.alerts-told': 'Tells the people on the list of alerts.',
  'platform.audit-check': 'Looks whether the record of events is whole.',
  'platform.audit-seal': 'Chains events, so that none can be changed unseen.',
  'platform.erasures': 'Erases customers who asked for it, as soon as it may be done.',
  'platform.job-watch': 'Watches that every other job runs.',
  'platform.retention': 'Deletes personal data whose time is over.',
  'platform.seal': 'Seals personal data by the newest key.',
  'platform.webhooks': 'Tells webhooks what happened.',
  'platform.webhooks-forgotten': 'Forgets what webhooks were told long ago.',
};

const UNITS = [[86_400, 'day', 'days'], [3_600, 'hour', 'hours'], [60, 'minute', 'minutes'], [1, 'second', 'seconds']] as const;

/** "second", "10 seconds", "hour": what stands after "every". null of a job that has no beat. */
export function everyWords(seconds: number | null): string | null {
  if (seconds === null) return null;
  const [size, one, many] = UNITS.find(([unit]) => seconds >= unit && seconds % unit === 0) ?? UNITS[3];
  return seconds === size ? one : `${seconds / size} ${many}`;
}
