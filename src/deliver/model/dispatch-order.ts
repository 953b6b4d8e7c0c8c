export type Order = 'pause' | 'resume' | 'cancel';
export type DispatchState = 'running' | 'paused' | 'cancelled' | 'finished';

/**
 * The state after an order; `already` where it is so, which is no mistake (a double click), and `over` where the time for it is past.
 */
export function move(state: DispatchState, order: Order): 'running' | 'paused' | 'cancelled' | 'already' | 'over' {
  if (order === 'cancel') return state === 'cancelled' ? 'already' : state === 'finished' ? 'over' : 'cancelled';
  if (state === 'cancelled' || state === 'finished') return 'over';
  const wanted = order === 'pause' ? 'paused' : 'running';
  return state === wanted ? 'already' : wanted;
}
