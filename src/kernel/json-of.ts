/** A value as it reads once it has been written as JSON: dates are ISO 8601 texts, and the brand of an id is gone. */
export type JsonOf<Value> = unknown extends Value
  ? unknown
  : Value extends Date | { readonly __brand: string }
    ? string
    : Value extends readonly (infer Item)[]
      ? readonly JsonOf<Item>[]
      : Value extends object
        ? { readonly [Key in keyof Value]: JsonOf<Value[Key]> }
        : Value;

export const asJson = <Value>(value: Value): JsonOf<Value> => JSON.parse(JSON.stringify(value)) as JsonOf<Value>;
