import { changesFromWishes } from '../../core/project/document.ts';
import type { DubLine } from '../../core/project/records.ts';
import { hostSteps } from '../../api/edit.ts';
import { commitSound } from './edits.ts';
import { freePath } from './file-names.ts';
import type { Imports } from './imports.ts';
import type { OpenProjects } from './open-projects.ts';
import type { ProjectSession } from './project-session.ts';
import { StudioError } from '../../core/errors.ts';
import type { WorkspacePorts } from './workspace-ports.ts';

/**
 * Makes a project of the sample in a folder of its own: copies of the video and the voice, both imported, the voice placed as a line of
 * face 1 from the start on.
 *
 * @throws 'media.*' | 'export.*'
 */
export async function makeSampleProject(
  ports: Pick<WorkspacePorts, 'userFiles' | 'projectFolder' | 'sample' | 'newId'>,
  imports: Imports,
  projects: OpenProjects,
  signal: AbortSignal,
): Promise<ProjectSession> {
  const { userFiles, sample } = ports;
  const folder = await freePath(userFiles, ports.projectFolder, 'Facet sample', '');
  await userFiles.makeFolder(folder);
  const copyOf = async (path: string) => {
    const target = userFiles.join(folder, userFiles.nameOf(path));
    await userFiles.copy(path, target);
    return target;
  };
  const paths = [await copyOf(sample.videoPath), await copyOf(sample.voicePath)];
  const session = await projects.create(userFiles.join(folder, 'Facet sample.facet'), 'Facet sample');
  const answers = await imports.add(session, paths, signal);
  const failure = answers.find((answer) => answer.failure !== null)?.failure;
  if (failure) throw new StudioError(failure.code, failure.sentence, failure.details);
  const voice = session.project.document.assets[answers[1].assetId ?? ''];
  const takeId = ports.newId();
  const line: DubLine = {
    lineId: ports.newId(),
    faceNumber: 1,
    text: sample.voiceText,
    startSec: 0,
    gainDb: 0,
    isMuted: false,
    takes: [{ takeId, assetId: voice.assetId, sourceStartSec: 0, durationSec: voice.summary.durationSec }],
    activeTakeId: takeId,
    textDurationSec: 0,
  };
  const { document } = session.project;
  const changes = changesFromWishes(document, [{ collection: 'lines', id: line.lineId, after: line }]);
  commitSound(projects, session, hostSteps.placeVoice, changes);
  return session;
}
