import { Injectable } from '@nestjs/common';
import { Nudges } from '../../platform/jobs/nudges.js';
import { ExerciseDispatcher } from '../exercise/exercise-dispatcher.js';
import { Dispatcher } from '../worker/dispatcher.js';

/** What is approved, resumed, paused or cancelled is noticed at once; where a word is lost, by the lanes' next look (200 ms). */
@Injectable()
export class DispatchNudges {
  constructor(nudges: Nudges, dispatcher: Dispatcher, exercises: ExerciseDispatcher) {
    nudges.on('dispatch.changed', () => {
      dispatcher.lookAgain();
      exercises.lookAgain();
    });
  }
}
