/** What the rows come to; 0 for none. */
export const sum = <Row>(rows: readonly Row[], value: (row: Row) => number): number => rows.reduce((so, row) => so + value(row), 0);
