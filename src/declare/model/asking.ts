/** Whether whoever asks at /affected is answered for an incident. */
export interface Asking {
  readonly answered: boolean;
  /** null where nobody has decided: it is answered. */
  readonly decision: { readonly reason: string; /** Name. */ readonly by: string; readonly at: Date } | null;
}
