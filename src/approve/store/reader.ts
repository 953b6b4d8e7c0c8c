/** `Database`, or a `Tx` where the answer must not change until something is written. */
export interface Reader {
  query<Row>(sql: string, parameters?: readonly unknown[]): Promise<Row[]>;
}
