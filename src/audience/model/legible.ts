import type { Cells, Json } from './cells.js';

type Legible = readonly (readonly [column: string, value: Json])[];

const TOUCHPOINT_TEXTS = ['customer', 'reference', 'label'] as const;

/** Of a customer's row: what is kept as it stands. Names and addresses are sealed; the postal code, region and the like are too coarse to look at. */
export const legibleOfCustomer = (cells: Cells): Legible => [['reference', cells.text('reference')], ...attributesOf(cells)];

/** Of a touchpoint's row: what is kept as it stands. */
export const legibleOfTouchpoint = (cells: Cells): Legible => [...TOUCHPOINT_TEXTS.map((field) => [field, cells.text(field)] as const), ...attributesOf(cells)];

const attributesOf = ({ attributes }: Cells): Legible => Object.entries(attributes ?? {}).map(([name, value]) => [`attributes.${name}`, value] as const);
