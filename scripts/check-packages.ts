/** Fails when a version is not exact, a script names an absent file, the lock file is stale, or a shipped package has a licence that nobody looked at. */
import { existsSync, readFileSync } from 'node:fs';
import type { Lockfile, Manifest } from './packages.ts';
import { licenceFindings, lockFindings, pinFindings, scriptFindings } from './packages.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;

const findings = [
  ...pinFindings(manifest),
  ...scriptFindings(manifest, existsSync),
  ...lockFindings(manifest, lockfile),
  ...licenceFindings(lockfile),
];
for (const finding of findings) console.error(finding);
process.exitCode = findings.length > 0 ? 1 : 0;
