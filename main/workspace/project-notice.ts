import { sayingOf } from '../../core/saying.ts';
import type { Saying } from '../../core/saying.ts';
import { absentPackSentence, isPackAbsent, packIdOf } from './packs.ts';
import type { Packs } from './packs.ts';
import type { ProjectSession } from './project-session.ts';

/** What a person who opens a project is told first; empty when all is well. */
export interface ProjectNotice {
  readonly notice: string;
  readonly noticeSaying: Saying | undefined;
}

/** What the file says of itself comes first; a pack that is not installed matters to a project that can be edited. */
export async function projectNotice(packs: Pick<Packs, 'requireOf'>, session: ProjectSession): Promise<ProjectNotice> {
  const { notice, noticeSaying, document } = session.project;
  if (notice !== '' || !(await isPackAbsent(packs, session))) return { notice, noticeSaying };
  const packId = packIdOf(document);
  return { notice: absentPackSentence(packId), noticeSaying: sayingOf('project.pack-absent', { packId }) };
}
