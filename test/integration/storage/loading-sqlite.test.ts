import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { loadSqlite } from '../../../main/storage/sqlite.ts';

const root = join(import.meta.dirname, '..', '..', '..');

describe('SQLite', () => {
  afterEach(() => void vi.unstubAllGlobals());

  it('is not loaded on a Node that its loading would end', async () => {
    vi.stubGlobal('process', { ...process, versions: { ...process.versions, node: '20.20.2', napi: '9' } });
    await expect(loadSqlite()).rejects.toThrow('projects need Node 22 or newer; this is Node 20.20.2');
  });

  it('is loaded by nobody else, and only when it is needed', () => {
    const loading = globSync('{main,core,api,bin,preload,renderer}/**/*.{ts,tsx,mjs}', { cwd: root }).filter((path) =>
      /^(?!import type).*(from|import\(|require\()\s*'better-sqlite3'/m.test(readFileSync(join(root, path), 'utf8')),
    );
    expect(loading).toEqual(['main/storage/sqlite.ts']);
    expect(readFileSync(join(root, 'main/storage/sqlite.ts'), 'utf8')).toContain("await import('better-sqlite3')");
  });
});
