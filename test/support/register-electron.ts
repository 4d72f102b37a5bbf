import { registerHooks } from 'node:module';

/** Lets `electron` mean the stand-in beside this file: preload it with `--import`. */
registerHooks({
  resolve(specifier, context, next) {
    if (specifier !== 'electron') return next(specifier, context);
    return { url: new URL('./electron-module.ts', import.meta.url).href, shortCircuit: true };
  },
});
