import { describe, expect, it } from '@jest/globals';
import { withSimulatedLabel } from './simulated-label.js';

const LABEL = 'SIMULATION – no real incident';

describe('the label of a simulation', () => {
  it.each([
    ['subject', 'Your card', `${LABEL}: Your card`],
    ['sms', 'Your card', `${LABEL}: Your card`],
    ['emailText', 'Dear Ana', `${LABEL}\n\nDear Ana`],
    ['emailHtml', '<html><body class="x"><p>Dear Ana</p></body></html>', `<html><body class="x"><p><strong>${LABEL}</strong></p><p>Dear Ana</p></body></html>`],
    ['emailHtml', '<p>Dear Ana</p>', `<p><strong>${LABEL}</strong></p><p>Dear Ana</p>`],
  ] as const)('is put before %s "%s"', (part, text, labelled) => {
    expect(withSimulatedLabel(part, text, LABEL)).toBe(labelled);
  });

  it.each([
    ['subject', `[${LABEL}] Your card`],
    ['sms', 'SIMULATION - no real incident. Your card'],
    ['emailHtml', '<html><head><title>Card</title></head><body><td>Simulation - no real incident</td><p>Dear Ana</p></body></html>'],
  ] as const)('is not repeated in %s "%s"', (part, text) => {
    expect(withSimulatedLabel(part, text, LABEL)).toBe(text);
  });

  it('does not count at the end, or in the head, where nobody sees it', () => {
    const end = `<body>${'<p>Dear Ana</p>'.repeat(400)}<p>${LABEL}</p></body>`;
    expect(withSimulatedLabel('emailHtml', end, LABEL)).toMatch(/^<body><p><strong>SIMULATION/);
    expect(withSimulatedLabel('emailHtml', `<head><title>${LABEL}</title></head><body><p>Dear</p></body>`, LABEL)).toContain('<body><p><strong>SIMULATION');
  });

  it('is on no real notice', () => {
    expect(withSimulatedLabel('sms', 'Your card', null)).toBe('Your card');
  });
});
