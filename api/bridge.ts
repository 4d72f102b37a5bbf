import { z } from 'zod';
import type { Transport } from './transport.ts';

/** What the menus of the desktop ask of the page; each is an action that the page also has on a key or a button. */
export const menuActions = [
  'project.new',
  'project.open',
  'project.saveCopy',
  'project.versions',
  'media.import',
  'export.open',
  'edit.undo',
  'edit.redo',
  'edit.cut',
  'edit.copy',
  'edit.paste',
  'edit.delete',
  'edit.selectAll',
  'edit.split',
  'settings.open',
  'view.zoomIn',
  'view.zoomOut',
  'view.zoomFit',
  'view.nextMode',
  'view.showJobs',
  'view.showModels',
  'playback.toggle',
  'playback.frameBack',
  'playback.frameForward',
  'playback.toStart',
  'playback.toEnd',
  'playback.markIn',
  'playback.markOut',
  'playback.loop',
  'playback.goTo',
  'help.keys',
  'help.about',
] as const;

/** One of {@link menuActions}. */
export type MenuAction = (typeof menuActions)[number];

/** Something that the desktop asks of the page: an action of the menus, a project to open, files to import. Paths are absolute. */
export const hostCommandSchema = z.union([
  z.object({ action: z.enum(menuActions) }),
  z.object({ openProject: z.string() }),
  z.object({ importFiles: z.array(z.string()).min(1).readonly() }),
]);

/** Something that the desktop asks of the page. */
export type HostCommand = z.output<typeof hostCommandSchema>;

/** What the preload exposes to the page as `window.facet`: four functions, and no Electron object in any of them. */
export interface FacetBridge extends Transport {
  /** Where a file that was dropped on the page lies; empty for a file that the page made itself. Takes a `File` of the page. */
  pathOf(file: unknown): string;
  /** Calls the listener for each {@link HostCommand}, also for those that came before anybody listened; returns how to stop. */
  onCommand(listener: (command: unknown) => void): () => void;
}

/** Stands in the built page for the nonce of the answer that carries it (Vite's `html.cspNonce`). */
export const noncePlaceholder = 'FACET_NONCE';

/**
 * What the page may load, in every host: its own files, the host's resources and its own drawings (`blob:`); no inline script, no
 * frame, no form target, no other address. Inline styles only with the answer's nonce: the waveform's shadow tree has one.
 *
 * @param nonce random for every answer; base64url
 */
export function pagePolicy(nonce: string): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    `style-src 'self' 'nonce-${nonce}'`,
    "font-src 'self'",
    "img-src 'self' blob:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "worker-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "object-src 'none'",
  ].join('; ');
}
