/** A third of what a session may be silent (`SILENT` in data-source.ts). */
const EVERY_MS = 10_000;

/**
 * Shows the server that somebody is there, for a session that only holds a lock while the work is done on others. A process that
 * freezes stops beating, and the server takes its session, and with it the lock, away.
 *
 * @returns Ends it; resolves when nothing is under way on the session any more.
 */
export function heartbeat(session: { query(sql: string): Promise<unknown> }, everyMs = EVERY_MS): () => Promise<void> {
  let beat: Promise<unknown> = Promise.resolve();
  const timer = setInterval(() => {
    beat = session.query('select 1').catch(() => undefined); // whoever needs the session finds out by his own query
  }, everyMs);
  return async () => {
    clearInterval(timer);
    await beat;
  };
}
