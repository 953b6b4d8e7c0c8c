/** Everything of a set, page after page; the next page is asked for when the one before has been taken. */
export async function* pages<Row, Key>(first: Key, keyOf: (row: Row) => Key, atOnce: number, read: (after: Key, limit: number) => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for (let after = first; ; ) {
    const rows = await read(after, atOnce);
    if (rows.length > 0) yield rows;
    if (rows.length < atOnce) return;
    after = keyOf(rows.at(-1)!);
  }
}
