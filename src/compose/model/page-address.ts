/**
 * Where readers' own pages stand: beside the check page, which is the address by which we are reached under the company's name.
 *
 * @param checkAddress  "northwind.example/check", as a reader types it.
 * @returns "northwind.example/n/"; null where the check page stands elsewhere than at the top of a host: what is beside it may not be ours.
 */
export function pagesBeside(checkAddress: string): string | null {
  const [, before] = /^(?:https:\/\/)?([^/]+)\/check\/?$/i.exec(checkAddress.trim()) ?? [];
  return before === undefined ? null : `${before}/n/`;
}
