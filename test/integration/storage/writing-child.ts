import { changesFromWishes } from '../../../core/project/document.ts';
import { createProjectStore } from '../../../main/storage/project-store.ts';

/**
 * Edits a project without end and says `<revision> <newest count>` once a step is acknowledged; a test kills it.
 * With the task 'hold' it only opens the project and says so.
 */
const [path, snapshotFolder, task] = process.argv.slice(2);
const project = await createProjectStore({ snapshotFolder }).open(path);
process.stdout.write(`open ${project.mode}\n`);
if (task === 'hold') setInterval(() => undefined, 1000);

const counts = Object.values(project.document.markers).map(({ timeSec }) => timeSec);
for (let count = Math.max(0, ...counts) + 1; task === 'write'; count += 1) {
  const markerId = `m${count % 50}`;
  const marker = { markerId, timeSec: count, label: `count ${count} ${'x'.repeat((count * 37) % 3000)}` };
  const wishes = [{ collection: 'markers' as const, id: markerId, after: marker }];
  const { revision } = project.commit(`Count ${count}`, changesFromWishes(project.document, wishes), null);
  process.stdout.write(`${revision} ${count}\n`);
  if (count % 40 === 0) await project.takeSnapshot();
  // Now and then back and forth, so that a kill also falls into an undo.
  if (count % 7 === 0) {
    process.stdout.write(`${project.undo()?.revision} ${count - 1}\n`);
    process.stdout.write(`${project.redo()?.revision} ${count}\n`);
  }
}
