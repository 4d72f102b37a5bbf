#!/usr/bin/env node
// Starts the command line under a Node that can run it: the source is TypeScript that Node itself strips (22.18),
// and the storage addon crashes without a message below N-API 10. Plain JavaScript, so that an old Node can read it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const entry = join(root, 'main', 'cli', 'index.ts');
const quiet = '--disable-warning=ExperimentalWarning';

/** True when the running Node strips types and has the addon interface that the native packages need. */
function isNodeSufficient() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  const canStripTypes = major > 22 || (major === 22 && minor >= 18);
  return canStripTypes && Number(process.versions.napi) >= 10;
}

/** The Node that npm brought with the project, or null before `npm ci`. */
function packagedNode() {
  const candidates = ['node', 'node.exe'].map((name) => join(root, 'node_modules', 'node', 'bin', name));
  return candidates.find((path) => existsSync(path)) ?? null;
}

function reexec(node) {
  const child = spawn(node, [quiet, fileURLToPath(import.meta.url), ...process.argv.slice(2)], { stdio: 'inherit' });
  // The terminal sends Ctrl+C to both processes; this one stays to hand on the exit status.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('error', (error) => fail(`Could not start ${node}: ${error.message}`));
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1);
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  });
}

function fail(message) {
  process.stderr.write(`facet: ${message}\n`);
  process.exit(1);
}

// `npm run facet` works in the package's folder; paths belong to the folder in which the user typed them.
if (process.env.npm_lifecycle_event === 'facet' && process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);

if (isNodeSufficient()) {
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
} else {
  const node = packagedNode();
  if (node === null) fail(`Node ${process.versions.node} is too old (22.18 or newer is needed); run npm ci first.`);
  else reexec(node);
}
