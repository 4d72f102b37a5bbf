/** The parts of WebAssembly that are used; neither ES nor Node's types declare them without a browser's. */
interface WebAssemblyInterface {
  compile(bytes: Uint8Array): Promise<CompiledModule>;
  readonly Instance: new (module: CompiledModule, imports: object) => object;
}

/** A compiled program; threads of one process share it. */
export type CompiledModule = object & { readonly compiledModule?: never };

/** The running engine's WebAssembly. */
export const webAssembly = (globalThis as unknown as { WebAssembly: WebAssemblyInterface }).WebAssembly;
