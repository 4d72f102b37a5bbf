import ts from 'typescript';

/** An export without a docblock. */
export interface DocblockFinding {
  readonly path: string;
  /** Counted from 1. */
  readonly line: number;
  readonly name: string;
}

/**
 * The exports of a TypeScript file that have no docblock directly above them. Re-exports are documented where they are
 * declared; an overload is documented by its first signature.
 */
export function missingDocblocks(path: string, text: string): DocblockFinding[] {
  const source = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const documentedNames = new Set<string>();
  const findings: DocblockFinding[] = [];
  for (const statement of source.statements) {
    if (!isExported(statement)) continue;
    const name = declaredName(statement);
    if (ts.getJSDocCommentsAndTags(statement).some(ts.isJSDoc)) documentedNames.add(name);
    else if (!documentedNames.has(name)) {
      const { line } = source.getLineAndCharacterOfPosition(statement.getStart());
      findings.push({ path, line: line + 1, name });
    }
  }
  return findings;
}

function isExported(statement: ts.Statement): boolean {
  if (!ts.canHaveModifiers(statement)) return false;
  return ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) ?? false;
}

function declaredName(statement: ts.Statement): string {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText()).join(', ');
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name?.getText() ?? 'default export';
}
