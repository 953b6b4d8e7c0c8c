import type { Provider } from '@nestjs/common';
import type { IncidentId, NoticeId } from '../../src/kernel/ids.js';
import { ExpectedCallsService } from '../../src/measure/expected-calls.service.js';
import { HoldTimeService } from '../../src/measure/hold-time.service.js';
import { KeptFigures } from '../../src/measure/kept-figures.service.js';
import { MeasureService } from '../../src/measure/measure.service.js';

const optional = (token: unknown) => ({ token: token as never, optional: true });

/** Figures of a handful of people, counted for whoever asks: for doors of `measure` of which a test has some parts alone. */
export const AS_COUNTED: Provider = {
  provide: KeptFigures,
  inject: [MeasureService, ExpectedCallsService, HoldTimeService].map(optional),
  useFactory: (measures: MeasureService, expected: ExpectedCallsService, holds: HoldTimeService) => ({
    measurement: (id: NoticeId) => measures.current(id),
    ofIncident: (id: IncidentId) => measures.ofIncident(id),
    expectedCalls: (id: IncidentId) => expected.ofIncident(id),
    holdTime: (id: NoticeId) => holds.of(id),
  }),
};
