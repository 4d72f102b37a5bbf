/** Grow-only scratch memory of the renderer: nothing large is allocated per frame once the largest face was seen. */
export interface RenderWorkspace {
  /** At least `length` values under a name; contents are whatever the last use left. */
  float(name: string, length: number): Float32Array;
  bytes(name: string, length: number): Uint8Array;
  ids(length: number): Uint16Array;
  affines(length: number): Float64Array;
}

/** Makes an empty workspace; use one per plan and thread. */
export function makeRenderWorkspace(): RenderWorkspace {
  const floats = new Map<string, Float32Array>();
  const bytes = new Map<string, Uint8Array>();
  let ids = new Uint16Array(0);
  let affines = new Float64Array(0);
  const roomFor = (length: number): number => Math.ceil(length * 1.25);
  return {
    float(name, length) {
      let found = floats.get(name);
      if (found === undefined || found.length < length) floats.set(name, (found = new Float32Array(roomFor(length))));
      return found;
    },
    bytes(name, length) {
      let found = bytes.get(name);
      if (found === undefined || found.length < length) bytes.set(name, (found = new Uint8Array(roomFor(length))));
      return found;
    },
    ids(length) {
      if (ids.length < length) ids = new Uint16Array(roomFor(length));
      return ids;
    },
    affines(length) {
      if (affines.length < length) affines = new Float64Array(roomFor(length));
      return affines;
    },
  };
}
