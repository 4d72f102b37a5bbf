/**
 * A position in a FlatBuffers file that is a table: fields are looked up through the vtable by their number in the schema.
 * Only what TensorFlow Lite files use is read; absent fields answer with the schema's default, which the caller names.
 *
 * @source FlatBuffers binary format ("Internals" chapter of the FlatBuffers documentation)
 */
export class FlatTable {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;
  private readonly position: number;

  constructor(bytes: Uint8Array, position: number) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.position = position;
  }

  /** Absolute place of a field's inline value; 0 when the field is absent. */
  private fieldPlace(field: number): number {
    const vtable = this.position - this.view.getInt32(this.position, true);
    const slot = 4 + field * 2;
    if (slot >= this.view.getUint16(vtable, true)) return 0;
    const offset = this.view.getUint16(vtable + slot, true);
    return offset === 0 ? 0 : this.position + offset;
  }

  /** A signed byte field. */
  int8(field: number, fallback: number): number {
    const place = this.fieldPlace(field);
    return place === 0 ? fallback : this.view.getInt8(place);
  }

  /** A signed 32-bit field (also reads uint32 values below 2^31). */
  int32(field: number, fallback: number): number {
    const place = this.fieldPlace(field);
    return place === 0 ? fallback : this.view.getInt32(place, true);
  }

  /** A string field; empty when absent. */
  text(field: number): string {
    const vector = this.vectorPlace(field);
    return vector === null
      ? ''
      : new TextDecoder().decode(this.bytes.subarray(vector.start, vector.start + vector.length));
  }

  /** A vector of bytes, as a view on the file; null when absent. */
  byteVector(field: number): Uint8Array | null {
    const vector = this.vectorPlace(field);
    return vector === null ? null : this.bytes.subarray(vector.start, vector.start + vector.length);
  }

  /** A vector of 32-bit integers; empty when absent. */
  int32Vector(field: number): number[] {
    const vector = this.vectorPlace(field);
    if (vector === null) return [];
    return Array.from({ length: vector.length }, (_, i) => this.view.getInt32(vector.start + i * 4, true));
  }

  /** A sub-table (or union member); null when absent. */
  table(field: number): FlatTable | null {
    const place = this.fieldPlace(field);
    return place === 0 ? null : new FlatTable(this.bytes, place + this.view.getUint32(place, true));
  }

  /** A vector of tables; empty when absent. */
  tableVector(field: number): FlatTable[] {
    const vector = this.vectorPlace(field);
    if (vector === null) return [];
    return Array.from({ length: vector.length }, (_, i) => {
      const place = vector.start + i * 4;
      return new FlatTable(this.bytes, place + this.view.getUint32(place, true));
    });
  }

  private vectorPlace(field: number): { start: number; length: number } | null {
    const place = this.fieldPlace(field);
    if (place === 0) return null;
    const vector = place + this.view.getUint32(place, true);
    return { start: vector + 4, length: this.view.getUint32(vector, true) };
  }
}

/** The root table of a FlatBuffers file. */
export function readFlatRoot(bytes: Uint8Array): FlatTable {
  return new FlatTable(bytes, new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0, true));
}
