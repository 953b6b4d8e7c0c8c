import { type IncidentFacts } from '../declare/contract.js';
import { PLAN } from './incident-plan.js';

/** What the sample company's commander knows and says, in the two languages that its customers read. */
export const FACTS: IncidentFacts = {
  text: {
    en: {
      whatHappened: 'Someone put a program on the card readers of 17 of our stores. It copied card numbers while people paid. It was there from January 29 to February 25. We found it on Monday morning and removed it at once.',
      whatWeDo: 'All card readers have been replaced. A security firm checks every store. We have told the card networks, and they watch the cards that were used. We pay for any charge that your bank does not take back.',
      whatYouCanDo: [
        'Look at the charges on your card since January 29.',
        'Call the number on the back of your card if you see a charge that is not yours. Ask for a new card.',
        'Turn on alerts for card charges in your bank’s app.',
      ],
      consequences: 'Someone can try to pay with a copied card number. Your name, address and PIN were not copied.',
    },
    es: {
      whatHappened: 'Alguien puso un programa en los lectores de tarjetas de 17 de nuestras tiendas. El programa copió números de tarjeta durante los pagos. Estuvo allí del 29 de enero al 25 de febrero. Lo encontramos el lunes por la mañana y lo quitamos de inmediato.',
      whatWeDo: 'Cambiamos todos los lectores de tarjetas. Una empresa de seguridad revisa cada tienda. Avisamos a las redes de tarjetas, que vigilan las tarjetas usadas. Pagamos todo cargo que su banco no devuelva.',
      whatYouCanDo: [
        'Revise los cargos de su tarjeta desde el 29 de enero.',
        'Si ve un cargo que no es suyo, llame al número que está al dorso de su tarjeta. Pida una tarjeta nueva.',
        'Active los avisos de cargos en la aplicación de su banco.',
      ],
      consequences: 'Alguien puede intentar pagar con un número de tarjeta copiado. No copiaron su nombre, su dirección ni su PIN.',
    },
  },
  dataInvolved: ['card-number', 'card-expiry'],
  exposure: { from: PLAN.breach.from.toISOString(), until: PLAN.breach.until.toISOString() },
  nextUpdateAt: PLAN.nextUpdateAt.toISOString(),
};

/** Card purchases at the stores that were hit, while they were hit. */
export const RULE = {
  all: [
    {
      touchpoint: {
        kind: 'purchase',
        from: PLAN.breach.from.toISOString(),
        until: PLAN.breach.until.toISOString(),
        where: { store: PLAN.breach.stores.map(String), paid_by: 'card' },
        atLeast: 1,
      },
      data: ['card-number', 'card-expiry'],
    },
  ],
};
