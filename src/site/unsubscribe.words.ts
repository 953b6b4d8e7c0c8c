/** Every word of the page for unsubscribing, in the languages that the site speaks. */
export interface UnsubscribeWords {
  readonly lang: string;
  readonly title: string;
  readonly ask: string;
  readonly stays: string;
  readonly stop: string;
  readonly stopped: string;
  readonly resume: string;
  readonly resumed: string;
}

const EN: UnsubscribeWords = {
  lang: 'en',
  title: 'Optional messages',
  ask: 'Do you want no more e-mails from us that are for your information only?',
  stays: 'If something happens that we must tell you, such as your data being at risk, we will still write to you.',
  stop: 'Stop optional e-mails',
  stopped: 'Done. We send you no more optional e-mails.',
  resume: 'Send them again',
  resumed: 'Done. You get optional e-mails again.',
};

const ES: UnsubscribeWords = {
  lang: 'es',
  title: 'Mensajes opcionales',
  ask: '¿No quiere recibir más correos nuestros que sean solo informativos?',
  stays: 'Si ocurre algo que debemos comunicarle, como un riesgo para sus datos, le seguiremos escribiendo.',
  stop: 'Dejar de recibir correos opcionales',
  stopped: 'Hecho. No le enviaremos más correos opcionales.',
  resume: 'Volver a recibirlos',
  resumed: 'Hecho. Volverá a recibir correos opcionales.',
};

export const unsubscribeWords = (language: string): UnsubscribeWords => (language === 'es' ? ES : EN);
