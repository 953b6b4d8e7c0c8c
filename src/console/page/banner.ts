/** What every page must say about itself: that it is a simulation, how fast its clock runs, that nothing leaves. */
export interface Banner {
  readonly strong: string;
  readonly rest: string;
}

export interface Circumstances {
  readonly simulated: boolean;
  /** Business seconds in a real second; 0 stands still. */
  readonly speed: number;
  readonly mailIsCaptured: boolean;
  readonly smsIsCaptured: boolean;
}

/** @returns null where all of it is real: nothing is to be said then. */
export function bannerOf({ simulated, speed, mailIsCaptured, smsIsCaptured }: Circumstances): Banner | null {
  const rest = [paceSentence(speed), captureSentence(mailIsCaptured, smsIsCaptured)].filter(Boolean).join(' ');
  if (simulated) return { strong: 'Simulated.', rest: rest || 'The company, its customers and their calls are invented.' };
  if (rest === '') return null;
  return { strong: mailIsCaptured && smsIsCaptured ? 'Nothing leaves.' : 'Note:', rest };
}

function paceSentence(speed: number): string {
  if (speed === 1) return '';
  return speed === 0 ? 'Business time stands still.' : `Business time runs ${speed.toLocaleString('en-US')} times as fast as real time.`;
}

function captureSentence(mail: boolean, sms: boolean): string {
  if (mail && sms) return 'E-mail and SMS are captured, not sent.';
  if (mail) return 'E-mail is captured, not sent.';
  return sms ? 'SMS is captured, not sent.' : '';
}
