/** A part of what a key names: text, numbers, or raw values. */
export type KeyPart = string | number | Float32Array | Int32Array | Uint8Array;

const encoder = new TextEncoder();

/** A key of its parts, in order: equal parts give equal keys, anything else another one. 32 hexadecimal digits. */
export async function hashOf(parts: readonly KeyPart[]): Promise<string> {
  const chunks = parts.flatMap((part) => {
    const bytes =
      typeof part === 'string' || typeof part === 'number'
        ? encoder.encode(String(part))
        : new Uint8Array(part.buffer, part.byteOffset, part.byteLength);
    // The length keeps two parts apart that would read the same when joined.
    return [encoder.encode(`${bytes.length}:`), bytes];
  });
  const joined = new Uint8Array(chunks.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const chunk of chunks) {
    joined.set(chunk, at);
    at += chunk.length;
  }
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', joined));
  return Array.from(digest.subarray(0, 16), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
