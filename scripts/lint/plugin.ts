import type { ESLint } from 'eslint';
import { explicitExtensions, noInnerBarrel } from './import-paths.ts';
import { layers } from './layers.ts';

/** The repository's own rules, as `facet/<name>`. */
export const facetPlugin: ESLint.Plugin = {
  rules: { layers, 'explicit-extensions': explicitExtensions, 'no-inner-barrel': noInnerBarrel },
};
