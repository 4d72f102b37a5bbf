import { StudioError } from '../../core/errors.ts';

/** @returns 'project.not-found' */
export function projectNotFound(path: string, cause?: unknown): StudioError {
  return new StudioError('project.not-found', `There is no project at ${path}.`, { path }, cause);
}

/** @returns 'project.not-a-project'; `reason` is a clause after "is not a Facet project:" */
export function notAProject(path: string, reason: string): StudioError {
  return new StudioError('project.not-a-project', `${path} is not a Facet project: ${reason}.`, { path });
}

/** @returns 'project.too-new' */
export function projectTooNew(path: string, version: number): StudioError {
  return new StudioError(
    'project.too-new',
    `${path} was saved by a newer Facet (format ${version}). Update Facet to open it; nothing was changed.`,
    { path, version },
  );
}

/** @returns 'project.damaged', for a file that is left as it is because too little in it can be read */
export function projectDamaged(path: string, cause?: unknown): StudioError {
  return new StudioError(
    'project.damaged',
    `${path} is damaged, and cannot be read. It was left as it is.`,
    { path },
    cause,
  );
}

/** @returns 'project.read-only'; `notice` says why */
export function projectReadOnly(path: string, notice: string): StudioError {
  return new StudioError('project.read-only', notice === '' ? 'This project cannot be changed.' : notice, { path });
}
