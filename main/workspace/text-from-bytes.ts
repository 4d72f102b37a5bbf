/**
 * The text in a file: UTF-16 with a mark, UTF-8, or else Windows-1252, in which every byte means something.
 *
 * @returns null for bytes that are no text (a zero byte says so)
 */
export function textFromBytes(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  if (bytes.includes(0)) return null;
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // Not UTF-8: a text from before it.
    return new TextDecoder('windows-1252').decode(bytes);
  }
}
