/** Little-endian 32-bit floats of a resource. Throws when it cannot be had or has another size. */
export async function readFloat32(fetchBytes: typeof fetch, url: string): Promise<Float32Array> {
  return new Float32Array(await readBytes(fetchBytes, url, 4));
}

/** Little-endian 64-bit floats of a resource. Throws when it cannot be had or has another size. */
export async function readFloat64(fetchBytes: typeof fetch, url: string): Promise<Float64Array> {
  return new Float64Array(await readBytes(fetchBytes, url, 8));
}

async function readBytes(fetchBytes: typeof fetch, url: string, itemBytes: number): Promise<ArrayBuffer> {
  const response = await fetchBytes(url);
  if (!response.ok) throw new Error(`the studio answered ${response.status} for derived data`);
  const bytes = await response.arrayBuffer();
  if (bytes.byteLength % itemBytes !== 0) throw new Error('derived data has an impossible size');
  return bytes;
}
