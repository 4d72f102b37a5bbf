import { useCallback } from 'react';
import type { RecordWish } from '../../../core/project/record-change.ts';
import { useStudio } from '../../state/studio.ts';

/** Makes wishes a step of the history; a failure is told. */
export type Commit = (label: string, wishes: readonly RecordWish[], gestureId?: string) => void;

/** The way in which the timeline changes the project. */
export function useCommit(): Commit {
  const { project, notices } = useStudio();
  return useCallback(
    (label, wishes, gestureId) => void project.applyWishes(label, wishes, gestureId ?? null).catch(notices.tellFailure),
    [project, notices],
  );
}
