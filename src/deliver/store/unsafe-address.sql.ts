/**
 * Why an address may be in a thief's hands: it was changed while the data lay open, or its mailbox was opened by the breach itself. Null where it is not.
 *
 * @param at  SQL: the channel, the address, and when it was changed last.
 * @param d  Alias of a row with `exposed` and `breached_domains`, as of the dispatch.
 */
export const unsafeAddress = ({ channel, address, changedAt }: { readonly channel: string; readonly address: string; readonly changedAt: string }, d: string): string => `
    case when ${changedAt} <@ ${d}.exposed then 'changed-in-exposure'
         when ${channel} = 'email' and lower(split_part(${address}, '@', 2)) = any (${d}.breached_domains) then 'breached-mailbox' end`;
