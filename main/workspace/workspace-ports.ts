import type { EngineLink } from '../../api/engine-link.ts';
import type { ArtifactCache } from '../../core/ports/artifact-cache.ts';
import type { HostShell } from '../../core/ports/host-shell.ts';
import type { MediaFiles } from '../../core/ports/media-files.ts';
import type { ModelCatalog } from '../../core/ports/model-catalog.ts';
import type { OutputGuard } from '../../core/ports/output-guard.ts';
import type { ProjectStore } from '../../core/ports/project-store.ts';
import type { SettingsStore } from '../../core/ports/settings-store.ts';
import type { UserFiles } from '../../core/ports/user-files.ts';

/** Everything outside that the workspace stands on. `main/host.ts` makes the real ones, tests pass fakes. */
export interface WorkspacePorts {
  readonly store: ProjectStore;
  readonly cache: ArtifactCache;
  readonly mediaFiles: MediaFiles;
  readonly userFiles: UserFiles;
  readonly settings: SettingsStore;
  readonly engine: EngineLink;
  readonly shell: HostShell;
  readonly outputGuard: OutputGuard;
  readonly catalog: ModelCatalog;
  readonly time: WorkspaceTime;
  /** A new id that no other thing has; letters and digits. */
  readonly newId: () => string;
  /** Short name of a text, equal for equal texts only; letters and digits. */
  readonly digest: (text: string) => string;
  /** The secret part of resource URLs; letters and digits. */
  readonly pass: string;
  /** Version of the product; derived data is found again by the same version only. */
  readonly version: string;
  /** Where new projects go when no place is named. */
  readonly projectFolder: string;
  readonly sample: SampleFiles;
  /** Told of a failure of work in the background that has no caller. */
  readonly onBug: (what: string, error: unknown) => void;
}

/** Time for the workspace: what the user reads, what only grows, and a later moment. */
export interface WorkspaceTime {
  /** Milliseconds since 1970, as the user's clock says. */
  wallNowMs(): number;
  /** Milliseconds that only ever grow. */
  nowMs(): number;
  /** Runs the work once after the delay unless it is called off by the returned function. */
  after(delayMs: number, run: () => void): () => void;
}

/** The sample that comes with the product. */
export interface SampleFiles {
  readonly videoPath: string;
  readonly voicePath: string;
  /** What the voice says. */
  readonly voiceText: string;
}
