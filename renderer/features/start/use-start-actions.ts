import { useState } from 'react';
import { importFiles } from '../../state/import-files.ts';
import { useAction, useStudio } from '../../state/studio.ts';

interface StartActions {
  readonly isBusy: boolean;
  readonly isMakingSample: boolean;
  createProject(): void;
  openProject(): void;
  createSample(): void;
  /** Chooses a picture and makes a project of it. */
  animatePortrait(): void;
  openPath(path: string): void;
}

/** What can be begun. Only one thing is begun at a time; a failure is told and the screen stays. */
export function useStartActions(untitled: string): StartActions {
  const studio = useStudio();
  const { client, project, files, notices } = studio;
  const [busyWith, setBusyWith] = useState<'sample' | 'project' | null>(null);
  const begin = (what: 'sample' | 'project', work: () => Promise<void>) => {
    if (busyWith !== null) return;
    setBusyWith(what);
    work()
      .catch(notices.tellFailure)
      .finally(() => setBusyWith(null));
  };
  const actions: StartActions = {
    isBusy: busyWith !== null,
    isMakingSample: busyWith === 'sample',
    createProject: () =>
      begin('project', async () => {
        const { projectId } = await client.project.create({ name: untitled, path: null });
        await project.enter(projectId);
      }),
    openProject: () =>
      begin('project', async () => {
        const paths = await files.choose('project');
        if (paths.length > 0) await project.open(paths[0]);
      }),
    createSample: () =>
      begin('sample', async () => {
        const { projectId } = await client.project.createSample({});
        await project.enter(projectId);
      }),
    animatePortrait: () => begin('project', async () => void (await importFiles(studio, await files.choose('media')))),
    openPath: (path) => begin('project', () => project.open(path)),
  };
  useAction('newProject', actions.createProject);
  useAction('openProject', actions.openProject);
  return actions;
}
