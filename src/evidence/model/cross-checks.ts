import { Broken } from './broken.js';
import { approvedKey, type ChainSays, type MembersCheck, type MessagesCheck } from './line-checks.js';
import { checkVariants, type VariantsCheck, variantsFile, type VariedPlan } from './variants.js';
import { FILES, type Manifest, membersFile, messagesFile, type PackedAudience, type PackedNotice } from './pack.js';

/** What was read of a pack, file by file. */
export interface ReadPack {
  readonly manifest: Manifest;
  readonly chain: ChainSays;
  readonly notices: readonly PackedNotice[];
  readonly audiences: readonly PackedAudience[];
  /** By hash: the finished texts of a plan; none in packs from before they were kept. */
  readonly variants: ReadonlyMap<string, Pick<VariantsCheck, 'variants'>>;
  /** By hash: the people whom a plan was signed for. */
  readonly plans: ReadonlyMap<string, VariedPlan & { readonly noticeId: string; readonly audience: { readonly id: string; readonly hash: string; readonly members: number } }>;
  readonly members: ReadonlyMap<number, Pick<MembersCheck, 'members' | 'outcomes'>>;
  readonly messages: ReadonlyMap<number, Pick<MessagesCheck, 'messages'>>;
}

/** Holds the files against each other. @returns what that proves, as sentences. @throws Broken at the first place where they disagree. */
export function crossCheck(pack: ReadPack): readonly string[] {
  const proved = [signatures(pack), ...variants(pack), ...audiences(pack), ...pack.notices.flatMap((notice) => sum(notice, pack))];
  totals(pack);
  return proved;
}

function signatures({ notices, chain, plans }: ReadPack): string {
  let [signed, kept] = [0, 0];
  const seen = new Set<string>();
  for (const { id, number, approvals, state, planHash } of notices) {
    const named = `${FILES.notices}, notice ${number}`;
    for (const { decision, planHash: hash, decidedBy } of approvals.filter((one) => one.decision === 'approved')) {
      const by = chain.approved.get(approvedKey(id, hash));
      if (by === undefined) throw new Broken(named, `it says that the plan ${hash} was ${decision}, and the chain has no such event`);
      if (by !== decidedBy) throw new Broken(named, `it says that ${decidedBy} approved the plan ${hash}, and the chain says that it was ${by}`);
      seen.add(approvedKey(id, hash));
      signed += 1;
      if (plans.has(hash)) kept += 1;
    }
    if (state === 'approved' && !approvals.some((one) => one.decision === 'approved' && one.planHash === planHash)) throw new Broken(named, `it is approved, and nobody signed its plan ${planHash}`);
  }
  for (const key of chain.approved.keys()) if (!seen.has(key)) throw new Broken(FILES.notices, `the chain says that the notice and plan ${key} were approved, and no approval here does`);
  const lost = signed === kept ? '' : ` Of ${signed - kept} the plan itself was not kept: they were signed under an older version.`;
  if (signed === 0) return 'Signatures: nobody approved a notice, here as in the chain.';
  return `Signatures: ${count(signed, 'approval')}, each of a plan whose text has the hash that was signed, and each an event of the chain.${lost}`;
}

function variants({ plans, variants: kept }: ReadPack): readonly string[] {
  if (kept.size === 0) return plans.size === 0 ? [] : ['Finished texts: none are in the pack; it was made under an older version.'];
  for (const hash of kept.keys()) if (!plans.has(hash)) throw new Broken(variantsFile(hash), 'its plan is not in the pack');
  for (const [hash, plan] of plans) {
    const its = kept.get(hash);
    if (!its) throw new Broken(variantsFile(hash), 'it is not in the zip, and other plans have theirs');
    checkVariants(hash, plan, its.variants);
  }
  const all = [...kept.values()].flatMap((one) => one.variants);
  const laws = [...new Set(all.map(({ law }) => law))].filter((law) => law !== 'general').sort();
  const lacking = all.filter(({ text }) => text === null).length;
  return [`Finished texts: ${all.length}, for every language and channel of each plan and each law that binds some of its people${laws.length > 0 ? ` (${laws.join(', ')})` : ''}; each has its hash, and none tells whom a law binds what it bars.${lacking > 0 ? ` ${lacking} could not be made.` : ''}`];
}

function audiences({ audiences: list, chain, plans }: ReadPack): readonly string[] {
  for (const { id, hash, members, state } of list.filter((one) => one.state === 'frozen')) {
    const event = chain.frozen.get(id);
    if (!event) throw new Broken(FILES.audiences, `audience ${id} is ${state}, and the chain has no event of that`);
    if (event.hash !== hash || event.members !== members) throw new Broken(FILES.audiences, `audience ${id} should be ${event.members} people with the hash ${event.hash}, as the chain says; it says ${members} with ${hash}`);
  }
  for (const [hash, { audience }] of plans) {
    const known = list.find(({ id }) => id === audience.id);
    if (known?.hash !== audience.hash || known.members !== audience.members) throw new Broken(`plans/${hash}.json`, `it is for ${audience.members} people with the hash ${audience.hash}, and ${FILES.audiences} has ${known ? `${known.members} with ${known.hash}` : 'no such audience'}`);
  }
  const frozen = list.filter(({ state }) => state === 'frozen').length;
  return frozen === 0 ? [] : [`People: ${count(frozen, 'audience')}, with the same number and hash in the list, in the chain and in each plan. The hash covers names and addresses, which are not in the pack, so it can't be made again from it.`];
}

function sum({ number, audienceId, sum: said, planHash }: PackedNotice, { members, messages, audiences: list, plans }: ReadPack): readonly string[] {
  const named = `${FILES.notices}, notice ${number}`;
  const [rows, sent] = [members.get(number), messages.get(number)];
  if (said === null) {
    if (rows || sent) throw new Broken(named, `it says that the notice never began, and ${membersFile(number)} is there`);
    return [];
  }
  if (!rows || !sent) throw new Broken(named, `${membersFile(number)} and ${messagesFile(number)} should be there`);
  const people = plans.get(planHash ?? '')?.audience.members ?? list.find(({ id }) => id === audienceId)?.members;
  if (rows.members !== people) throw new Broken(membersFile(number), `${people} members were approved, and ${rows.members} stand in it`);
  if (rows.members !== said.members) throw new Broken(named, `it says ${said.members} members, and ${membersFile(number)} has ${rows.members}`);
  for (const outcome of new Set([...Object.keys(rows.outcomes), ...Object.keys(said.outcomes)])) {
    const [there, claimed] = [rows.outcomes[outcome] ?? 0, said.outcomes[outcome] ?? 0];
    if (there !== claimed) throw new Broken(named, `it says ${claimed} ${outcome}, and ${membersFile(number)} has ${there}`);
  }
  if (sent.messages !== said.messages) throw new Broken(named, `it says ${count(said.messages, 'message')}, and ${messagesFile(number)} has ${sent.messages}`);
  const parts = Object.entries(rows.outcomes).sort(([, a], [, b]) => b - a).map(([outcome, each]) => `${each} ${outcome}`);
  return [`Notice ${number}: the sum holds. ${rows.members} members were approved and ${rows.members} are there: ${parts.join(' + ')} = ${rows.members}; ${count(sent.messages, 'message')}.`];
}

function totals({ manifest: { counts }, notices, members, messages }: ReadPack): void {
  const [people, sent] = [[...members.values()].reduce((all, one) => all + one.members, 0), [...messages.values()].reduce((all, one) => all + one.messages, 0)];
  for (const [what, said, there] of [['notices', counts.notices, notices.length], ['members', counts.members, people], ['messages', counts.messages, sent]] as const) {
    if (said !== there) throw new Broken(FILES.manifest, `it says ${said} ${what}, and the files have ${there}`);
  }
}

const count = (number: number, what: string): string => `${number} ${what}${number === 1 ? '' : 's'}`;
