/**
 * Name of a file about an incident. What an exercise made says so wherever it is put: nobody is to send a regulator what never happened.
 *
 * @param name  With its ending: 'report-INC-7.csv'.
 */
export const fileAbout = ({ exercise }: { readonly exercise?: boolean | undefined }, name: string): string => (exercise ? `EXERCISE-${name}` : name);
