/**
 * What a code says of the address.
 *
 * - `hard`: there is nobody there; it is given up until a person says otherwise.
 * - `soft`: it passes: a full mailbox, a server that is away.
 * - `blocked`: somebody does not want our mail, or can't read it: our own trouble, and no word about the reader.
 */
export type BounceClass = 'hard' | 'soft' | 'blocked';

export interface BounceCode {
  readonly class: BounceClass;
  /** For people: why the mail did not arrive. */
  readonly reason: string;
}

const hard = (reason: string): BounceCode => ({ class: 'hard', reason });
const soft = (reason: string): BounceCode => ({ class: 'soft', reason });
const blocked = (reason: string): BounceCode => ({ class: 'blocked', reason });

/**
 * Subject and detail of enhanced status codes, and replies without one. Only what says that the mailbox or its domain is not there
 * gives an address up: whatever a filter, a relay or a crowded disk says may be different tomorrow.
 *
 * @source IANA's registry "SMTP Enhanced Status Codes": RFC 3463, 3886, 4865, 5248, 6531, 6710, 7293, 7372, 7505, 8689; replies: RFC 5321, 4.2.3.
 */
const CODES: ReadonlyMap<string, BounceCode> = new Map([
  ['1.0', soft('The receiving side has some trouble with the address.')],
  ['1.1', hard('The mailbox does not exist.')],
  ['1.2', hard('The domain of the address does not exist or takes no mail.')],
  ['1.3', hard('The address is not written as an address.')],
  ['1.4', soft('The address fits more than one mailbox.')],
  ['1.6', hard('The mailbox has moved, and nobody knows where to.')],
  ['1.7', blocked('The receiving side does not like how our sender address is written.')],
  ['1.8', blocked('The receiving side does not find the domain of our sender.')],
  ['1.9', soft('The mail went on to a server that reports nothing.')],
  ['1.10', hard('The domain of the address says that it takes no mail.')],
  ['2.0', soft('The mailbox has some trouble.')],
  ['2.1', hard('The mailbox is switched off.')],
  ['2.2', soft('The mailbox is full.')],
  ['2.3', blocked('The message is larger than the mailbox takes.')],
  ['2.4', soft('The address is a list that could not be resolved.')],
  ['3.0', soft('The receiving server has some trouble.')],
  ['3.1', soft('The receiving server is full.')],
  ['3.2', soft('The receiving server takes no mail just now.')],
  ['3.3', blocked('The receiving server can\'t do what the message needs.')],
  ['3.4', blocked('The message is larger than the receiving server takes.')],
  ['3.5', soft('The receiving server is not set up rightly.')],
  ['3.6', soft('The receiving server changed the priority of the message.')],
  ['4.0', soft('The network had some trouble.')],
  ['4.1', soft('The receiving server did not answer.')],
  ['4.2', soft('The connection to the receiving server broke.')],
  ['4.3', soft('A directory that the way leads by was away.')],
  ['4.4', soft('No way to the domain of the address was found.')],
  ['4.5', soft('The receiving server was too busy.')],
  ['4.6', soft('The mail went round in circles.')],
  ['4.7', soft('The mail could not be delivered for so long that it was given up.')],
  ['5.0', blocked('The two servers did not understand each other.')],
  ['5.1', blocked('The two servers did not understand each other: a command was not expected.')],
  ['5.2', blocked('The two servers did not understand each other: a command was not written rightly.')],
  ['5.3', blocked('The message had more recipients than the receiving server takes.')],
  ['5.4', blocked('The two servers did not understand each other: a parameter was not known.')],
  ['5.5', blocked('The two servers speak different versions.')],
  ['5.6', blocked('The signing in that the two servers exchanged was too long.')],
  ['6.0', blocked('The receiving side could not read the message.')],
  ['6.1', blocked('The receiving side does not take messages of this kind.')],
  ['6.2', blocked('The message would have had to be converted, which is not allowed.')],
  ['6.3', blocked('The message would have had to be converted, which nobody could.')],
  ['6.4', blocked('The message was converted and lost something by it.')],
  ['6.5', blocked('Converting the message failed.')],
  ['6.6', blocked('The content of the message was not to be had.')],
  ['6.7', blocked('The receiving side takes no addresses with letters like these.')],
  ['6.8', blocked('An answer with letters like these was needed and is not taken.')],
  ['6.9', blocked('The message could not be put into letters that the receiving side takes.')],
  ['6.10', blocked('The message could not be put into letters that the receiving side takes.')],
  ['7.0', blocked('The receiving side refused the message by its policy.')],
  ['7.1', blocked('The receiving side does not take this message from us.')],
  ['7.2', blocked('We may not write to that list.')],
  ['7.3', blocked('The message would have had to be converted for security, which is not possible.')],
  ['7.4', blocked('A security feature was asked for that is not there.')],
  ['7.5', blocked('A cipher or key was not to be had.')],
  ['7.6', blocked('A cipher is not supported.')],
  ['7.7', blocked('The message did not arrive as it left.')],
  ['7.8', blocked('The relay does not accept our credentials.')],
  ['7.9', blocked('The way in which we sign in is too weak.')],
  ['7.10', blocked('Encryption is needed.')],
  ['7.11', blocked('Encryption is needed for the way in which we sign in.')],
  ['7.12', blocked('The way in which we sign in has to be renewed.')],
  ['7.13', blocked('Our account at the relay is switched off.')],
  ['7.14', blocked('A trust relationship is needed.')],
  ['7.15', blocked('The priority is too low.')],
  ['7.16', blocked('The message is too big for its priority.')],
  ['7.17', hard('The mailbox belongs to somebody else than it did.')],
  ['7.18', hard('The domain of the address belongs to somebody else than it did.')],
  ['7.19', blocked('The receiving side could not tell whose mailbox it is.')],
  ['7.20', blocked('The message has no valid DKIM signature.')],
  ['7.21', blocked('The message has no acceptable DKIM signature.')],
  ['7.22', blocked('The DKIM signature is not by the author\'s domain.')],
  ['7.23', blocked('SPF does not allow our server to send for the domain.')],
  ['7.24', blocked('SPF of our domain can\'t be evaluated.')],
  ['7.25', blocked('Our server\'s address has no name that leads back to it.')],
  ['7.26', blocked('Neither SPF nor DKIM vouched for the message.')],
  ['7.27', blocked('The domain of our sender says that it takes no mail.')],
  ['7.28', blocked('The receiving side takes the mails of this kind for a flood.')],
  ['7.29', blocked('The chain of those who passed the message on could not be verified.')],
  ['7.30', blocked('The message asks for encryption that the way does not have.')],
  // Replies alone. 550 is said of mailboxes that are not there, and of mail that is not wanted: nobody can tell.
  ['421', soft('The receiving server took no mail just then.')],
  ['450', soft('The mailbox could not be reached.')],
  ['451', soft('The receiving server had some trouble.')],
  ['452', soft('The receiving server or the mailbox was full.')],
  ['550', soft('The receiving side refused the recipient or the message, and does not say which.')],
  ['551', soft('The mailbox is somewhere else.')],
  ['552', soft('The mailbox is full.')],
  ['553', soft('The receiving side does not like the address.')],
  ['554', blocked('The receiving side refused the message.')],
]);

/**
 * @param code  "5.1.1", "4.4.7", or a reply's three digits.
 * @returns null for what stands in no table: nobody guesses. A temporary code (4.x.x) of mail that was given up condemns nothing.
 */
export function bounceCode(code: string | null): BounceCode | null {
  const found = code === null ? undefined : CODES.get(code.replace(/^[45]\.(?=\d+\.\d+$)/, ''));
  if (found === undefined || /^\d+\.\d+$/.test(code!)) return null;
  return code!.startsWith('4.') && found.class === 'hard' ? { class: 'soft', reason: found.reason } : found;
}
