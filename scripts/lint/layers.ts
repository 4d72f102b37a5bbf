import { dirname, join, relative, sep } from 'node:path';
import type { Rule } from 'eslint';
import { onEachImport } from './import-sources.ts';
import { forbiddenFile, forbiddenPackage, packageNameOf } from './layer-map.ts';

/** Path from the repository root with forward slashes. */
function pathFromRoot(root: string, file: string): string {
  return relative(root, file).split(sep).join('/');
}

/** The layer map as a lint error: which room may import which, and which packages are fenced in. */
export const layers: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { forbidden: '{{reason}} (scripts/lint/layer-map.ts)' } },
  create(context) {
    const from = pathFromRoot(context.cwd, context.filename);
    return onEachImport(({ node, specifier }) => {
      const reason = specifier.startsWith('.')
        ? forbiddenFile(from, pathFromRoot(context.cwd, join(dirname(context.filename), specifier)))
        : forbiddenPackage(from, packageNameOf(specifier));
      if (reason !== null) context.report({ node, messageId: 'forbidden', data: { reason } });
    });
  },
};
