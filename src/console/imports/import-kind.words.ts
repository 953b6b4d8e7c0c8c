import { type ImportKind } from '../../platform/imports/import-definition.js';

const NAMES: Readonly<Record<ImportKind, string>> = { customers: 'customers', touchpoints: 'touchpoints', calls: 'calls', volumes: 'call volumes', agents: 'agents on duty' };

/** What a file holds, where it stands in a table or a filter; a kind of a version before this one stays as it is. */
export const kindName = (kind: string): string => NAMES[kind as ImportKind] ?? kind;
