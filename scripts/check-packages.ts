/** Fails when a version is not exact, the lock file is stale, or a shipped package has a licence that nobody looked at. */
import { readFileSync } from 'node:fs';
import type { Lockfile, Manifest } from './packages.ts';
import { licenceFindings, lockFindings, pinFindings } from './packages.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as Manifest;
const lockfile = JSON.parse(readFileSync('package-lock.json', 'utf8')) as Lockfile;

const findings = [...pinFindings(manifest), ...lockFindings(manifest, lockfile), ...licenceFindings(lockfile)];
for (const finding of findings) console.error(finding);
process.exitCode = findings.length > 0 ? 1 : 0;
