/** A value read from a FlexBuffer: the schemaless format in which TensorFlow Lite keeps the options of custom operators. */
export type FlexValue = null | boolean | number | string | FlexValue[] | { readonly [key: string]: FlexValue };

// Type numbers of the FlexBuffers format that occur in operator options.
const flexNull = 0;
const flexInt = 1;
const flexUint = 2;
const flexFloat = 3;
const flexKey = 4;
const flexString = 5;
const flexIndirectInt = 6;
const flexIndirectUint = 7;
const flexIndirectFloat = 8;
const flexMap = 9;
const flexVector = 10;
const flexVectorInt = 11;
const flexVectorFloat = 13;
const flexBool = 26;

class FlexReader {
  private readonly bytes: Uint8Array;
  private readonly view: DataView;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  root(): FlexValue {
    const end = this.bytes.length;
    const width = this.bytes[end - 1];
    return this.value(end - 2 - width, width, this.bytes[end - 2]);
  }

  private unsigned(place: number, width: number): number {
    if (width === 1) return this.view.getUint8(place);
    if (width === 2) return this.view.getUint16(place, true);
    if (width === 4) return this.view.getUint32(place, true);
    return Number(this.view.getBigUint64(place, true));
  }

  private signed(place: number, width: number): number {
    if (width === 1) return this.view.getInt8(place);
    if (width === 2) return this.view.getInt16(place, true);
    if (width === 4) return this.view.getInt32(place, true);
    return Number(this.view.getBigInt64(place, true));
  }

  private float(place: number, width: number): number {
    return width === 8 ? this.view.getFloat64(place, true) : this.view.getFloat32(place, true);
  }

  private keyAt(place: number): string {
    let end = place;
    while (this.bytes[end] !== 0) end++;
    return new TextDecoder().decode(this.bytes.subarray(place, end));
  }

  /** Reads the value whose slot of `width` bytes lies at `place`; `packed` = type << 2 | log2 of the child's width. */
  private value(place: number, width: number, packed: number): FlexValue {
    const type = packed >> 2;
    const childWidth = 1 << (packed & 3);
    const target = () => place - this.unsigned(place, width);
    if (type === flexNull) return null;
    if (type === flexInt) return this.signed(place, width);
    if (type === flexUint) return this.unsigned(place, width);
    if (type === flexFloat) return this.float(place, width);
    if (type === flexBool) return this.unsigned(place, width) !== 0;
    if (type === flexIndirectInt) return this.signed(target(), childWidth);
    if (type === flexIndirectUint) return this.unsigned(target(), childWidth);
    if (type === flexIndirectFloat) return this.float(target(), childWidth);
    if (type === flexKey) return this.keyAt(target());
    if (type === flexString) {
      const at = target();
      return new TextDecoder().decode(this.bytes.subarray(at, at + this.unsigned(at - childWidth, childWidth)));
    }
    if (type === flexMap) return this.map(target(), childWidth);
    if (type === flexVector) return this.vector(target(), childWidth);
    if (type >= flexVectorInt && type <= flexVectorFloat)
      return this.typedVector(target(), childWidth, type - flexVectorInt + flexInt);
    throw new Error(`FlexBuffer value of type ${type} is not known`);
  }

  private vector(at: number, width: number): FlexValue[] {
    const length = this.unsigned(at - width, width);
    return Array.from({ length }, (_, i) => this.value(at + i * width, width, this.bytes[at + length * width + i]));
  }

  private typedVector(at: number, width: number, elementType: number): FlexValue[] {
    const length = this.unsigned(at - width, width);
    return Array.from({ length }, (_, i) => this.value(at + i * width, width, elementType << 2));
  }

  private map(at: number, width: number): { readonly [key: string]: FlexValue } {
    const keysAt = at - 3 * width - this.unsigned(at - 3 * width, width);
    const keyWidth = this.unsigned(at - 2 * width, width);
    const values = this.vector(at, width);
    return Object.fromEntries(
      values.map((value, i) => {
        const slot = keysAt + i * keyWidth;
        return [this.keyAt(slot - this.unsigned(slot, keyWidth)), value];
      }),
    );
  }
}

/**
 * Reads a whole FlexBuffer.
 *
 * @source FlexBuffers section of the FlatBuffers documentation; types that operator options do not use throw
 */
export function readFlexBuffer(bytes: Uint8Array): FlexValue {
  return new FlexReader(bytes).root();
}
