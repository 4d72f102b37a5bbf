import type { ProjectSession } from './project-session.ts';

/**
 * The same request for the engine with the paths at which the project's files lie now: found by content, because files may have moved
 * since the request was made. Every object with a path and a content key is meant, however deep.
 */
export function withCurrentPaths<T>({ project }: Pick<ProjectSession, 'project'>, request: T): T {
  const paths = new Map(Object.values(project.document.assets).map(({ contentKey, path }) => [contentKey, path]));
  return moved(request, paths) as T;
}

function moved(value: unknown, paths: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((item) => moved(item, paths));
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, field]) => [name, moved(field, paths)] as const);
  const copy: Record<string, unknown> = Object.fromEntries(fields);
  const path = typeof copy.contentKey === 'string' ? paths.get(copy.contentKey) : undefined;
  return path === undefined || typeof copy.path !== 'string' ? copy : { ...copy, path };
}
