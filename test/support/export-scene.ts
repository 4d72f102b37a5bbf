/** Exports a scene in a process of its own, so that a test can kill it: `node export-scene.ts CACHE REQUEST.json`. */
import { readFile } from 'node:fs/promises';
import type { ExportRequest } from '../../api/engine-contract.ts';
import { createSceneService } from '../../main/services/scene/scene-service.ts';
import { openScenePorts } from './open-scene-ports.ts';

const [cacheFolder, requestPath] = process.argv.slice(2);
const request = JSON.parse(await readFile(requestPath, 'utf8')) as ExportRequest;
const scenes = createSceneService(openScenePorts(cacheFolder));
await scenes.export(request, { progress: () => undefined, notice: () => undefined });
await scenes.close();
