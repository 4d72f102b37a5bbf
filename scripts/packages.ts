type Versions = Readonly<Record<string, string>>;

/** The part of package.json that the check reads. */
export interface Manifest {
  readonly version: string;
  readonly scripts?: Versions;
  readonly dependencies?: Versions;
  readonly devDependencies?: Versions;
  readonly optionalDependencies?: Versions;
}

/** One installed package in package-lock.json. */
export interface LockedPackage extends Partial<Manifest> {
  readonly license?: string;
  readonly dev?: boolean;
  readonly devOptional?: boolean;
}

/** The part of package-lock.json that the check reads; the key '' is the project itself. */
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>;
}

const sections = ['dependencies', 'devDependencies', 'optionalDependencies'] as const;

/** Licences that may be shipped without a look at the single package. */
const permissiveLicences = ['MIT', 'ISC', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', '0BSD', 'BlueOak-1.0.0'];

/** Packages under another licence that were looked at; THIRD_PARTY_NOTICES.md says what follows for a release. */
const reviewedLicences: Readonly<Record<string, string>> = { '@ffmpeg/core': 'GPL-2.0-or-later' };

/** Direct dependencies whose version is a range: two installs could differ. */
export function pinFindings(manifest: Manifest): string[] {
  return sections.flatMap((section) =>
    Object.entries(manifest[section] ?? {})
      .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
      .map(([name, version]) => `package.json: ${section}.${name} is '${version}', not an exact version`),
  );
}

/** Differences between package.json and what the lock file says of it. */
export function lockFindings(manifest: Manifest, lockfile: Lockfile): string[] {
  const root = lockfile.packages[''];
  return sections.flatMap((section) => {
    const asked = manifest[section] ?? {};
    const locked = root[section] ?? {};
    const names = new Set([...Object.keys(asked), ...Object.keys(locked)]);
    return [...names]
      .filter((name) => asked[name] !== locked[name] || lockedVersion(lockfile, name) !== asked[name])
      .map((name) => `package-lock.json is stale for ${section}.${name}: run npm install`);
  });
}

/** Scripts of package.json that name a program of ours that is not there. */
export function scriptFindings(manifest: Manifest, exists: (path: string) => boolean): string[] {
  return Object.entries(manifest.scripts ?? {}).flatMap(([name, command]) =>
    (command.match(/\S+\.(?:ts|mjs)\b/g) ?? [])
      .filter((path) => !exists(path))
      .map((path) => `package.json: the script '${name}' needs ${path}, which is absent`),
  );
}

/** Shipped packages (not development ones) under a licence that is neither permissive nor reviewed. */
export function licenceFindings(lockfile: Lockfile): string[] {
  return Object.entries(lockfile.packages)
    .filter(([path, entry]) => path !== '' && entry.dev !== true && entry.devOptional !== true)
    .map(([path, entry]) => ({ name: path.replace(/^.*node_modules\//, ''), licence: entry.license ?? 'none' }))
    .filter(({ name, licence }) => !isPermissive(licence) && reviewedLicences[name] !== licence)
    .map(({ name, licence }) => `${name} is shipped under '${licence}', which nobody reviewed (scripts/packages.ts)`);
}

/** An SPDX choice such as `(MIT OR CC0-1.0)` is permissive when one of its sides is. */
function isPermissive(licence: string): boolean {
  const choices = licence.replace(/^\(|\)$/g, '').split(' OR ');
  return choices.some((choice) => permissiveLicences.includes(choice));
}

function lockedVersion(lockfile: Lockfile, name: string): string | undefined {
  return lockfile.packages[`node_modules/${name}`]?.version;
}
