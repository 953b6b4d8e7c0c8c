type Numbers = Float64Array | Uint32Array | Int32Array | Uint16Array | Uint8Array;

/** A list of numbers of one width that grows: a million rows of a captured mail's index must not be a million objects. */
export class Column<T extends Numbers> {
  private data: T;
  private used = 0;

  constructor(private readonly make: new (length: number) => T) {
    this.data = new make(1024);
  }

  get length(): number {
    return this.used;
  }

  /** @returns the index it now has. */
  push(value: number): number {
    if (this.used === this.data.length) {
      const larger = new this.make(this.used * 2);
      larger.set(this.data);
      this.data = larger;
    }
    this.data[this.used] = value;
    this.used += 1;
    return this.used - 1;
  }

  /** @throws RangeError outside the column. */
  at(index: number): number {
    if (index < 0 || index >= this.used) throw new RangeError(`no row ${index} in a column of ${this.used}`);
    return this.data[index]!;
  }

  set(index: number, value: number): void {
    if (index < 0 || index >= this.used) throw new RangeError(`no row ${index} in a column of ${this.used}`);
    this.data[index] = value;
  }

  /** Indexes that hold the value, newest first, all below `before`. */
  *backwards(value: number, before = this.used): Generator<number> {
    for (let index = Math.min(before, this.used) - 1; index >= 0; index -= 1) {
      if (this.data[index] === value) yield index;
    }
  }

  clear(): void {
    this.data = new this.make(1024);
    this.used = 0;
  }
}

const CHUNK_BYTES = 1024 * 1024;
const LONGEST_TEXT = 1000;

/** Short texts to search in, one for each row, kept outside the heap and in lower case. */
export class SearchTexts {
  private chunks: Buffer[] = [];
  private free = CHUNK_BYTES;
  private readonly starts = new Column(Float64Array);
  private readonly lengths = new Column(Uint16Array);

  /** Keeps the first thousand bytes. */
  push(text: string): void {
    const bytes = Buffer.from(text.toLowerCase(), 'utf8').subarray(0, LONGEST_TEXT);
    if (this.chunks.length === 0 || this.free + bytes.length > CHUNK_BYTES) {
      this.chunks.push(Buffer.allocUnsafe(CHUNK_BYTES));
      this.free = 0;
    }
    bytes.copy(this.chunks.at(-1)!, this.free);
    this.starts.push((this.chunks.length - 1) * CHUNK_BYTES + this.free);
    this.lengths.push(bytes.length);
    this.free += bytes.length;
  }

  includes(row: number, lowerCase: Buffer): boolean {
    const start = this.starts.at(row);
    const from = start % CHUNK_BYTES;
    return this.chunks[Math.floor(start / CHUNK_BYTES)]!.subarray(from, from + this.lengths.at(row)).includes(lowerCase);
  }

  clear(): void {
    this.chunks = [];
    this.free = CHUNK_BYTES;
    this.starts.clear();
    this.lengths.clear();
  }
}
