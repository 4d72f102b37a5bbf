import { describe, expect, it } from 'vitest';
import { licenceFindings, lockFindings, pinFindings, scriptFindings } from '../../../scripts/packages.ts';

const manifest = { version: '1.0.0', dependencies: { zod: '4.0.0' } };
const lockOf = (version: string, locked = version) => ({
  packages: { '': { dependencies: { zod: version } }, 'node_modules/zod': { version: locked, license: 'MIT' } },
});

describe('the package check', () => {
  it('refuses a range where an exact version is due', () => {
    expect(
      pinFindings({ version: '1.0.0', dependencies: { zod: '^4.0.0' }, devDependencies: { vite: '8.0.0' } }),
    ).toEqual(["package.json: dependencies.zod is '^4.0.0', not an exact version"]);
  });

  it('accepts a lock file that says what package.json says', () => {
    expect(lockFindings(manifest, lockOf('4.0.0'))).toEqual([]);
  });

  it('finds a lock file of another version, in its head or in its body', () => {
    expect(lockFindings(manifest, lockOf('4.0.1'))).toHaveLength(1);
    expect(lockFindings(manifest, lockOf('4.0.0', '4.0.1'))).toHaveLength(1);
  });

  it('finds a dependency that the lock file does not know and one that package.json dropped', () => {
    expect(lockFindings({ version: '1.0.0', dependencies: { vite: '8.0.0' } }, lockOf('4.0.0'))).toHaveLength(2);
  });

  it('finds a script whose program is not there', () => {
    const scripts = { demo: 'node --flag examples/demo.ts', check: 'node scripts/run.ts --quick', lint: 'eslint .' };
    expect(scriptFindings({ version: '1.0.0', scripts }, (path) => path === 'scripts/run.ts')).toEqual([
      "package.json: the script 'demo' needs examples/demo.ts, which is absent",
    ]);
  });

  it('asks for a review of a shipped package under an unknown licence, not of a development one', () => {
    const packages = {
      '': {},
      'node_modules/a': { version: '1.0.0', license: 'AGPL-3.0' },
      'node_modules/b': { version: '1.0.0', license: 'AGPL-3.0', dev: true },
      'node_modules/c/node_modules/@scope/d': { version: '1.0.0' },
      'node_modules/e': { version: '1.0.0', license: '(MIT OR CC0-1.0)' },
      'node_modules/@ffmpeg/core': { version: '1.0.0', license: 'GPL-2.0-or-later' },
    };
    const findings = licenceFindings({ packages });
    expect(findings).toHaveLength(2);
    expect(findings[0]).toMatch(/^a is shipped/);
    expect(findings[1]).toMatch(/^@scope\/d is shipped under 'none'/);
  });
});
