import { createContext, useContext, useEffect, useRef, useSyncExternalStore } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import { useStore } from 'zustand';
import type { ConnectionState } from '../../api/transport.ts';
import type { StudioClient } from './client.ts';
import { createFileChoice } from './file-choice.ts';
import type { FileChoice } from './file-choice.ts';
import type { HostLink } from './host-link.ts';
import { createJobsStore } from './jobs-store.ts';
import type { JobsState, JobsStore } from './jobs-store.ts';
import { createActionRegistry } from './keys/action-registry.ts';
import type { ActionRegistry, ActionRun } from './keys/action-registry.ts';
import type { ActionName } from './keys/actions.ts';
import { bindingsFrom } from './keys/key-combination.ts';
import { createMediaStore } from './media-store.ts';
import type { MediaState, MediaStore } from './media-store.ts';
import { createNoticesStore } from './notices-store.ts';
import type { NoticesStore } from './notices-store.ts';
import { createPackImportStore } from './pack-import-store.ts';
import type { PackImportStore } from './pack-import-store.ts';
import { createPacksStore } from './packs-store.ts';
import type { PacksState, PacksStore } from './packs-store.ts';
import { createPanelsStore } from './panels-store.ts';
import type { PanelsStore } from './panels-store.ts';
import { createPlayhead } from './playhead.ts';
import type { Playhead, PlayheadState } from './playhead.ts';
import { createProjectStore } from './project-store.ts';
import type { ProjectStore, ProjectView } from './project-store.ts';
import { createSelectionStore } from './selection-store.ts';
import type { SelectionState, SelectionStore } from './selection-store.ts';
import { createSettingsStore } from './settings-store.ts';
import type { SettingsStore } from './settings-store.ts';
import { createTracksStore } from './tracks-store.ts';
import type { TracksState, TracksStore } from './tracks-store.ts';
import { createViewStore } from './view-store.ts';
import type { ViewState, ViewStore } from './view-store.ts';

/** All that the page knows and can do. One a page. */
export interface Studio {
  readonly client: StudioClient;
  readonly host: HostLink;
  readonly project: ProjectStore;
  readonly playhead: Playhead;
  readonly view: ViewStore;
  readonly selection: SelectionStore;
  readonly tracks: TracksStore;
  readonly media: MediaStore;
  readonly jobs: JobsStore;
  readonly packs: PacksStore;
  readonly packImport: PackImportStore;
  readonly settings: SettingsStore;
  readonly notices: NoticesStore;
  readonly panels: PanelsStore;
  readonly files: FileChoice;
  readonly actions: ActionRegistry;
}

/** Makes the page's state over a client; jobs and engine are followed from now on. */
export function createStudio(
  client: StudioClient,
  host: HostLink,
  storage: Pick<Storage, 'getItem' | 'setItem'>,
): Studio {
  const settings = createSettingsStore(client);
  const packs = createPacksStore(client);
  return {
    client,
    host,
    project: createProjectStore(client),
    playhead: createPlayhead(),
    view: createViewStore(),
    selection: createSelectionStore(),
    tracks: createTracksStore(client),
    media: createMediaStore(client),
    jobs: createJobsStore(client),
    packs,
    packImport: createPackImportStore(client, () => packs.read()),
    settings,
    notices: createNoticesStore(settings),
    panels: createPanelsStore(storage),
    files: createFileChoice(client),
    actions: createActionRegistry(),
  };
}

const StudioContext = createContext<Studio | null>(null);

/** Gives the studio to everything below it. */
export const StudioProvider = StudioContext.Provider;

/** The studio of the page; throws outside a StudioProvider, which is a bug. */
export function useStudio(): Studio {
  const studio = useContext(StudioContext);
  if (studio === null) throw new Error('useStudio needs a StudioProvider above it');
  return studio;
}

/** A part of a store; the component is drawn anew when that part changes. */
export function useStudioStore<State, Part>(store: StoreApi<State>, part: (state: State) => Part): Part {
  return useStore(store, part);
}

/** A part of the open project. */
export function useProject<Part>(part: (project: ProjectView) => Part): Part {
  return useStore(useStudio().project.store, part);
}

/** A part of the selection. */
export function useSelection<Part>(part: (selection: SelectionState) => Part): Part {
  return useStore(useStudio().selection.store, part);
}

/** A part of the view of the timeline. */
export function useView<Part>(part: (view: ViewState) => Part): Part {
  return useStore(useStudio().view.store, part);
}

/** A part of the derived tracks. */
export function useTracks<Part>(part: (tracks: TracksState) => Part): Part {
  return useStore(useStudio().tracks.store, part);
}

/** A part of what is known of the assets' files. */
export function useMedia<Part>(part: (media: MediaState) => Part): Part {
  return useStore(useStudio().media.store, part);
}

/** A part of jobs and engine. */
export function useJobs<Part>(part: (jobs: JobsState) => Part): Part {
  return useStore(useStudio().jobs.store, part);
}

/** A part of what is known of the installed model packs. */
export function usePacks<Part>(part: (packs: PacksState) => Part): Part {
  return useStore(useStudio().packs.store, part);
}

/** Whether the host can be reached. */
export function useConnection(): ConnectionState {
  const { transport } = useStudio().host;
  return useSyncExternalStore(transport.onState, () => transport.state);
}

/**
 * A part of the playhead; it must be a plain value. Drawn with every frame that changes it: take the frame or the second, not the time,
 * and draw what moves smoothly through `playhead.subscribe`.
 */
export function usePlayhead<Part extends string | number | boolean>(part: (state: PlayheadState) => Part): Part {
  const { playhead } = useStudio();
  return useSyncExternalStore(playhead.subscribe, () => part(playhead.now));
}

/** Does an action while the component is there. `run` returns false when it is not now. */
export function useAction(name: ActionName, run: ActionRun, isEnabled = true): void {
  const { actions } = useStudio();
  const latest = useRef({ run, isEnabled });
  latest.current = { run, isEnabled };
  useEffect(
    () =>
      actions.register(
        name,
        () => latest.current.run(),
        () => latest.current.isEnabled,
      ),
    [actions, name],
  );
}

/** Combinations of every action, as set. */
export function useKeyBindings(): Readonly<Record<ActionName, readonly string[]>> {
  const { settings } = useStudio();
  const preset = useStore(settings.store, ({ value }) => value.keyPreset);
  const own = useStore(settings.store, ({ value }) => value.keyBindings);
  return bindingsFrom(preset, own);
}
