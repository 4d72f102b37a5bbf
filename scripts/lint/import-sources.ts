import type { Rule } from 'eslint';

/** One place where a file names another module. */
export interface ImportSource {
  readonly node: Rule.Node;
  readonly specifier: string;
}

interface SourceNode {
  readonly source?: { readonly type: string; readonly value?: unknown } | null;
}

/** Listeners that call `visit` for each static import, re-export and `import('literal')` of a file. */
export function onEachImport(visit: (source: ImportSource) => void): Rule.RuleListener {
  const report = (node: Rule.Node) => {
    const value = (node as unknown as SourceNode).source?.value;
    if (typeof value === 'string') visit({ node, specifier: value });
  };
  return {
    ImportDeclaration: report,
    ExportNamedDeclaration: report,
    ExportAllDeclaration: report,
    ImportExpression: report,
  };
}
