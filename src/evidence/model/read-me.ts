/** What stands in a pack for who opens it in years. */
export const READ_ME = `An evidence pack of Firstword
=============================

Who was told what, when, and by whose decision, in one incident.

  audit/chain.jsonl      The company's audit record, a link a line, from this incident's first event on. An event of this incident stands there whole;
                         of all others, the hash. Each hash is taken of the one before, so nothing can be changed, taken out or put in unseen.
  people.json            Who of the company acted, by name. Everywhere else they are ids.
  incident/              The incident's facts in every revision.
  plans/                 Everything that was put before an approver: texts, audience, times, sender. A file's name is its SHA-256: what was signed.
                         Beside it, in -variants, each finished text that came of it, by law, language and channel, as a reader without a name gets it, with its hash;
                         each e-mail also as it greets whoever reads for a minor, somebody who died or is represented. In -templates, what the texts were made of, under the hash that
                         the plan names: of these and the plan the verifier makes each finished text anew.
  notices.json           The notices, who wrote them, who decided, and the sum: each member has one outcome.
  audiences.json         Who was affected: the rule, its result in numbers, and the hash over all members.
  deliveries/            A line for each member and each message of a notice that went out, those in doubt, and preferences that a mandatory notice passed.
  law/                   What was done of substitute notices, a step a line, with the row of law that asks for it.
  measurements.jsonl     Figures as they were taken, with the hash of what they were taken of.
  reports.jsonl          The after-action report in every revision.
  manifest.json          The SHA-256 of each file, the chain's head, the counts. manifest.sha256 is the SHA-256 of the manifest.

Customers stand here as a salted hash, the same for one customer in every pack of this company. No address, number or name of theirs is in it.

To verify: npm run verify -- <this file>.zip, on any machine with Firstword's program; it needs no database and no network.
That the pack is the one that was taken, the company's audit record proves: its event "evidence.taken" holds the manifest's hash and the zip's.
`;
