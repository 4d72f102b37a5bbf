import { resourceUrl } from '../../api/resource-url.ts';
import type { ResourceAddress } from '../../api/resource-url.ts';
import type { OpenProjects } from './open-projects.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/** Addresses of big bytes, and where they lie. */
export interface ResourceUrls {
  artifactUrl(key: string, file: string): string;
  /** What the names of an artifact's files are put behind. */
  artifactFolderUrl(key: string): string;
  assetUrl(projectId: string, assetId: string): string;
  /** Absolute path of the file behind an address; null when there is none, or when the project is not open. */
  resolve(address: ResourceAddress): Promise<string | null>;
}

/** Addresses with the pass of this run. */
export function createResourceUrls(
  ports: Pick<WorkspacePorts, 'cache' | 'mediaFiles' | 'userFiles' | 'pass'>,
  projects: Pick<OpenProjects, 'all'>,
): ResourceUrls {
  const { pass } = ports;
  const presentOrNull = async (path: string) => ((await ports.mediaFiles.stateOf(path)) === null ? null : path);
  return {
    artifactUrl: (key, file) => resourceUrl(pass, { kind: 'artifact', key, file }),
    artifactFolderUrl: (key) => resourceUrl(pass, { kind: 'artifact', key, file: '' }),
    assetUrl: (projectId, assetId) => resourceUrl(pass, { kind: 'asset', projectId, assetId }),
    async resolve(address) {
      if (address.kind === 'artifact') {
        // Names were checked for their form where the address was read; a name that leads elsewhere is refused all the same.
        if (/[\\/]|^\.+$/.test(address.file)) return null;
        const folder = await ports.cache.find(address.key);
        return folder === null ? null : presentOrNull(ports.userFiles.join(folder, address.file));
      }
      const session = projects.all().find(({ projectId }) => projectId === address.projectId);
      const asset = session?.project.document.assets[address.assetId];
      return asset === undefined ? null : presentOrNull(asset.path);
    },
  };
}
