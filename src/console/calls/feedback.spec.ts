import { expect, it } from '@jest/globals';
import { feedback, type FeedbackCounts } from '../../measure/model/feedback.js';
import { feedbackPart } from './feedback.words.js';

const counts: FeedbackCounts = {
  all: { asked: 2_000, answered: 500, served: 420, partly: 50, no: 30, byText: 100 }, toldFirst: { asked: 1_900, answered: 480, served: 410 }, calledFirst: { asked: 100, answered: 20, served: 10 },
  waves: { early: { asked: 900, answered: 70, served: 56 }, late: { asked: 900, answered: 80, served: 48 }, hours: 72 }, recommend: [0, 0, 0, 0, 0, 0, 20, 20, 0, 60, 0],
};

it('says what the answers hold, with its bounds', () => {
  const part = feedbackPart(feedback(counts));
  expect(part).toMatchObject({
    value: '84 %', note: 'of 500 answers (95 % interval 81 % to 87 %); 25.0 % of the 2,000 who were told answered',
    response: '500 of the 2,000 people who were told answered (25.0 %). What the others think is not known.',
    answers: '500 answers, 100 of them by text: 420 yes, 50 partly, 30 no.',
    sentence: 'Of the answers, 84 % (95 % interval 81 % to 87 %) said that the message told them what they need.',
    earlier: 'Being told earlier served people better: +20 percentage points (+5 to +33) between the first and the last half of the waves, over the same 72 hours.',
    recommend: expect.stringMatching(/^Net promoter score \+40 \(/),
  });
  expect(part.rows[1]!.share).toBe('not enough answers: 20 of the 30 that a figure needs');
});

it('says what holds of all where so many answered that it says something, to a decimal', () => {
  const part = feedbackPart(feedback({ ...counts, all: { ...counts.all, asked: 700 } }));
  expect(part.response).toBe('500 of the 700 people who were told answered (71.4 %). Whatever the others think, between 60.0 % and 88.6 % of all were served.');
});

it('gives no figure for a few', () => {
  const part = feedbackPart(feedback({ ...counts, all: { ...counts.all, answered: 3, served: 3, partly: 0, no: 0 }, waves: null, recommend: [] }));
  expect(part).toMatchObject({ value: '–', note: '3 of 2,000 people have answered; a figure needs 30 answers', response: null, answers: null, recommend: null });
});
