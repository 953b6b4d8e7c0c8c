import { isUnderWay } from '../notices/progress.presenter.js';
import { toldOf } from '../notices/sum-bar.js';
import { NOTICE_LABELS } from '../page/words.js';
import { stateTag } from '../notices/notice-state.js';
import { type RoomState } from './room-board.js';

type Actable = Pick<RoomState, 'incident' | 'notices'>;

export interface RoomRights {
  readonly maySteer: boolean;
  /** Only a commander lets go on what the brake stopped, and closes the incident. */
  readonly mayCommand: boolean;
  readonly mayWrite: boolean;
  readonly mayDecide: boolean;
}

/** What the viewer can do from the room. Numbers that change each second have no place in it: a form must not be replaced under the hand. */
export function actsPart({ incident, notices }: Actable, { maySteer, mayCommand, mayWrite, mayDecide }: RoomRights, csrf: string) {
  const isOpen = incident.status === 'open';
  const under = notices.filter(({ progress }) => progress !== null && isUnderWay(progress));
  const told = notices.filter(({ progress }) => progress !== null && toldOf(progress.sum) > 0);
  const steer = maySteer ? [...under].reverse().map(({ notice, progress }) => {
    const { state, brake } = progress!.dispatch;
    return { id: notice.id, number: notice.number, typeLabel: NOTICE_LABELS[notice.type], tag: stateTag('approved', progress), canPause: state === 'running', canResume: state === 'paused' && (brake === null || mayCommand), braked: brake !== null, waitsForCommander: brake !== null && !mayCommand };
  }) : [];
  const say = mayWrite && isOpen && told.length > 0 ? { to: [...told].reverse().map(({ notice }) => ({ id: notice.id, number: notice.number, typeLabel: NOTICE_LABELS[notice.type] })) } : null;
  const decide = notices.filter(({ notice }) => notice.state === 'submitted' && mayDecide).map(({ notice }) => ({ id: notice.id, number: notice.number, typeLabel: NOTICE_LABELS[notice.type] }));
  return { incidentId: incident.id, csrf, steer, say, decide, mayCommand, isOpen, nothing: steer.length === 0 && say === null && decide.length === 0 && !mayCommand };
}

/** What `actsPart` goes by; while it is the same, the forms on a screen are right. */
export const actsMark = ({ incident, notices }: Actable): string =>
  JSON.stringify([incident.status, notices.map(({ notice, progress }) => [notice.id, notice.state, progress?.dispatch.state, progress?.dispatch.brake, progress !== null && toldOf(progress.sum) > 0])]);
