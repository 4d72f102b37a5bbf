import { basename, dirname, join, relative } from 'node:path';
import type { Rule } from 'eslint';
import { onEachImport } from './import-sources.ts';

/** Relative imports name the file with its extension: the same text works under plain Node, Vite and tsc. */
export const explicitExtensions: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { missing: "'{{specifier}}' must end in the file's extension" } },
  create(context) {
    return onEachImport(({ node, specifier }) => {
      if (specifier.startsWith('.') && !/\.(?:[cm]?[jt]sx?|json|css|svg|png|wasm)(?:\?\w+)?$/.test(specifier)) {
        context.report({ node, messageId: 'missing', data: { specifier } });
      }
    });
  },
};

/** A room's `index.ts` is its outer door; files inside the room import each other directly. */
export const noInnerBarrel: Rule.RuleModule = {
  meta: { type: 'problem', schema: [], messages: { barrel: "'{{specifier}}' is the door of this file's own room" } },
  create(context) {
    return onEachImport(({ node, specifier }) => {
      if (!specifier.startsWith('.') || !/^index\.tsx?$/.test(basename(specifier))) return;
      const room = dirname(join(dirname(context.filename), specifier));
      if (!relative(room, context.filename).startsWith('..')) {
        context.report({ node, messageId: 'barrel', data: { specifier } });
      }
    });
  },
};
