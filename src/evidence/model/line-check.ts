/** Looks at a file line by line, and at its end once more. Throws `Broken`. */
export interface LineCheck {
  line(text: string, no: number): void;
  end(): void;
}
