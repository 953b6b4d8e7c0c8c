/**
 * The same pages, the first of them read already. Whoever sends a file while it is read calls this before he answers: what refuses the first page refuses the file, and is
 * said as a refusal; once a line has left, nothing but a torn file could say so.
 */
export async function opened<Page>(pages: Iterable<Page> | AsyncIterable<Page>): Promise<AsyncIterable<Page>> {
  const left = (async function* () {
    yield* pages;
  })();
  const first = await left.next();
  return (async function* () {
    if (!first.done) yield first.value;
    yield* left;
  })();
}

/** Everything of a set, page after page; the next page is asked for when the one before has been taken. */
export async function* pages<Row, Key>(first: Key, keyOf: (row: Row) => Key, atOnce: number, read: (after: Key, limit: number) => Promise<readonly Row[]>): AsyncGenerator<readonly Row[]> {
  for (let after = first; ; ) {
    const rows = await read(after, atOnce);
    if (rows.length > 0) yield rows;
    if (rows.length < atOnce) return;
    after = keyOf(rows.at(-1)!);
  }
}
