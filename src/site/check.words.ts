/** Every word of the check page, in the languages that it speaks. */
export interface CheckWords {
  readonly lang: string;
  readonly title: string;
  readonly lead: string;
  readonly label: string;
  readonly hint: string;
  readonly button: string;
  readonly genuine: string;
  readonly wrote: (brand: string, date: string) => string;
  readonly about: Readonly<Record<'initial' | 'update' | 'correction' | 'resolution', string>>;
  /** Where everybody may read what the message is about; and where its reader finds what is theirs. */
  readonly read: string;
  readonly mine: string;
  readonly mineHow: string;
  /** Before the form, where a code was known. */
  readonly another: string;
  readonly never: string;
  /** Before anything is asked here. */
  readonly asksOnly: string;
  readonly callUs: (phone: string, hours: string | null) => string;
  /** Before the names and numbers of several brands. */
  readonly callAny: string;
  /** For whom a message reached by mistake. The code is the same in everybody's message, so it can't say where. */
  readonly notYou: string;
  readonly notYouHow: string;
  readonly unknown: string;
  readonly unknownAdvice: string;
  readonly tooMany: string;
  readonly simulated: string;
  /** For the banner where nothing is real, and where nothing leaves. */
  readonly banner: { readonly simulated: string; readonly captured: string };
}

const EN: CheckWords = {
  lang: 'en',
  title: 'Is this message genuine?',
  lead: 'Type the code from the message that you got. It is at the end of an e-mail, and in the text of an SMS.',
  label: 'Code',
  hint: 'Eight letters and digits, such as K7QF-2M9D.',
  button: 'Check',
  genuine: 'Yes, this message is from us.',
  wrote: (brand, date) => `${brand} sent messages with this code from ${date} on.`,
  about: {
    initial: 'In it we tell our customers what happened and what they can do.',
    update: 'In it we tell our customers what is new since our first message.',
    correction: 'In it we put right something that we had told our customers.',
    resolution: 'In it we tell our customers that the matter is settled.',
  },
  read: 'Read what happened and what you can do',
  mine: 'See what it means for you',
  mineHow: 'For that we ask for your customer number, and send a code to the e-mail address or phone number that we have for you.',
  another: 'Check another message',
  never: 'We never ask for a password, a PIN, a code from your bank or a payment. If a message with this code does, somebody has copied the code: don’t answer it.',
  callUs: (phone, hours) => `You can call us on ${phone}${hours ? ` (${hours})` : ''}. If a message gives another number, do not call that one.`,
  callAny: 'You can also call the one of us in whose name the message is. If a message gives another number than the one here, do not call that one.',
  asksOnly: 'This page asks for that code and for nothing else. We never ask for a password, a PIN or a payment.',
  notYou: 'Are you somebody else?',
  notYouHow: 'Everybody’s message has the same code, so this page can’t know where it reached you by mistake. Tell us from there: answer the text with WRONG NUMBER, or open the link in the e-mail and say that it is not you. We then write there no more.',
  unknown: 'We don’t know this code.',
  unknownAdvice: 'Check that you typed it as it stands in the message. If you did, the message is not from us: don’t click on anything in it, and don’t answer it.',
  tooMany: 'There were too many wrong codes from your internet connection. Others may use it too. Wait a minute, then try again.',
  simulated: 'This message belongs to a simulation. No real incident is behind it.',
  banner: { simulated: 'Simulated. The company and its messages are invented.', captured: 'Nothing leaves. Messages are captured here, not sent.' },
};

const ES: CheckWords = {
  lang: 'es',
  title: '¿Es auténtico este mensaje?',
  lead: 'Escriba el código del mensaje que recibió. Está al final del correo electrónico y en el texto del SMS.',
  label: 'Código',
  hint: 'Ocho letras y cifras, por ejemplo K7QF-2M9D.',
  button: 'Comprobar',
  genuine: 'Sí, este mensaje es nuestro.',
  wrote: (brand, date) => `${brand} envió mensajes con este código a partir del ${date}.`,
  about: {
    initial: 'En él contamos a nuestros clientes qué sucedió y qué pueden hacer.',
    update: 'En él contamos a nuestros clientes lo que hemos sabido desde el primer mensaje.',
    correction: 'En él corregimos algo que habíamos dicho a nuestros clientes.',
    resolution: 'En él contamos a nuestros clientes que el asunto está resuelto.',
  },
  read: 'Leer qué sucedió y qué puede hacer',
  mine: 'Ver qué significa para usted',
  mineHow: 'Para ello le pedimos su número de cliente y enviamos un código al correo electrónico o al teléfono que tenemos de usted.',
  another: 'Comprobar otro mensaje',
  never: 'Nunca pedimos una contraseña, un PIN, un código de su banco ni un pago. Si un mensaje con este código lo hace, alguien ha copiado el código: no responda.',
  callUs: (phone, hours) => `Puede llamarnos al ${phone}${hours ? ` (${hours})` : ''}. Si un mensaje da otro número, no llame a ese.`,
  callAny: 'También puede llamar a la marca en cuyo nombre está escrito el mensaje. Si un mensaje da otro número que el de aquí, no llame a ese.',
  asksOnly: 'Esta página pide ese código y nada más. Nunca pedimos una contraseña, un PIN ni un pago.',
  notYou: '¿Es usted otra persona?',
  notYouHow: 'El código es el mismo en todos los mensajes, y esta página no puede saber dónde le llegó por error. Díganoslo desde allí: responda al SMS con NÚMERO EQUIVOCADO, o abra el enlace del correo electrónico y diga que no es usted. No escribiremos más ahí.',
  unknown: 'No conocemos este código.',
  unknownAdvice: 'Mire si lo escribió como está en el mensaje. Si es así, el mensaje no es nuestro: no abra nada de lo que contiene y no responda.',
  tooMany: 'Hubo demasiados códigos equivocados desde su conexión a internet. Puede que otras personas también la usen. Espere un minuto y vuelva a probar.',
  simulated: 'Este mensaje es parte de una simulación. No hay ningún incidente real.',
  banner: { simulated: 'Simulación. La empresa y sus mensajes son inventados.', captured: 'Nada sale de aquí. Los mensajes se guardan y no se envían.' },
};

const LANGUAGES: Readonly<Record<string, CheckWords>> = { en: EN, es: ES };

/** The words of a language; English where it is not spoken here. */
export const wordsIn = (language: string): CheckWords => (Object.hasOwn(LANGUAGES, language) ? LANGUAGES[language]! : EN);

/**
 * @param header  `Accept-Language`, as the browser sends it: "es-MX,es;q=0.9,en;q=0.8".
 * @returns The words of the language that the reader likes best of those that there are; English otherwise.
 */
export function wordsFor(header: string | undefined): CheckWords {
  const wishes = (header ?? '').slice(0, 500).split(',').map((part) => {
    const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
    const quality = parameters.map((parameter) => /^\s*q=([\d.]+)\s*$/.exec(parameter)?.[1]).find((value) => value !== undefined);
    return { language: tag.split('-')[0]!, quality: quality === undefined ? 1 : Number(quality) };
  });
  const best = wishes.filter(({ language, quality }) => quality > 0 && Object.hasOwn(LANGUAGES, language)).sort((a, b) => b.quality - a.quality)[0];
  return best ? LANGUAGES[best.language]! : EN;
}
