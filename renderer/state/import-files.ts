import { en } from './strings/en.ts';
import { failureText } from './strings/failures/failure-text.ts';
import { ko } from './strings/ko.ts';
import { languageOf } from './strings/language.ts';
import { saidIn } from './strings/sayings/said.ts';
import type { ProjectStore } from './project-store.ts';
import type { Studio } from './studio.ts';

/**
 * Imports files into the open project, or into a new one named after the first file. What could not be imported is told with its reason.
 * Answers the assets in the order of the files, once the page's document has them.
 */
export async function importFiles(
  { client, project, notices, settings, panels }: Studio,
  paths: readonly string[],
): Promise<readonly string[]> {
  if (paths.length === 0) return [];
  if (project.store.getState().projectId === null) {
    const { projectId } = await client.project.create({ name: nameFrom(paths[0]), path: null });
    await project.enter(projectId);
  }
  const { projectId } = project.store.getState();
  if (projectId === null) return [];
  const answers = await client.media.import({ projectId, paths });
  const language = languageOf(settings.store.getState().value.language);
  for (const { path, failure, notice } of answers) {
    if (failure !== null) notices.tell('bad', withName(path, failureText(language, failure)));
    if (notice !== undefined) {
      const sheet = notice.saying.code === 'import.still-needs-pack' ? 'models' : 'pack';
      const { actions, change } = language === 'ko' ? ko : en;
      const label = sheet === 'models' ? actions.showModels : change;
      notices.tell('info', saidIn(language, notice.sentence, notice.saying), { label, run: () => panels.open(sheet) });
    }
  }
  const assetIds = answers.flatMap(({ assetId }) => (assetId === null ? [] : [assetId]));
  await untilShown(project, assetIds);
  return assetIds;
}

/** Several files come at once: a sentence that does not say which one it is about helps nobody. */
function withName(path: string, sentence: string): string {
  const name = path.split(/[\\/]/).pop() ?? path;
  return sentence.includes(name) ? sentence : `${name}: ${sentence}`;
}

/** Resolves when the page's document has the assets, or the project was left: an answer may be faster than the project's event. */
function untilShown({ store }: ProjectStore, assetIds: readonly string[]): Promise<void> {
  const { projectId } = store.getState();
  const isOver = () =>
    store.getState().projectId !== projectId ||
    assetIds.every((id) => store.getState().document.assets[id] !== undefined);
  return new Promise((done) => {
    if (isOver()) return done();
    const stop = store.subscribe(() => {
      if (!isOver()) return;
      stop();
      done();
    });
  });
}

/** A project's name for a file: its own without folder and ending. */
export function nameFrom(path: string): string {
  const file = path.split(/[\\/]/).pop() ?? '';
  return file.replace(/\.[^.]+$/, '').slice(0, 200) || 'Facet';
}
