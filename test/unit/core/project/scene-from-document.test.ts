import { describe, expect, it } from 'vitest';
import { applyChanges, changesFromWishes, makeDocument } from '../../../../core/project/document.ts';
import type { RecordWish } from '../../../../core/project/record-change.ts';
import { placedVoicesOf, sceneFromDocument } from '../../../../core/project/scene-from-document.ts';
import { sceneSchema } from '../../../../core/project/scene.ts';
import { aDubLine, aFactorEdit, aProjectDocument, aVideoAsset } from '../../../support/a-project.ts';

const document = aProjectDocument();
const withWishes = (...wishes: readonly RecordWish[]) => applyChanges(document, changesFromWishes(document, wishes));
const edit = (changes: Parameters<typeof aFactorEdit>[0]): RecordWish => {
  const after = aFactorEdit(changes);
  return { collection: 'edits', id: after.editId, after };
};

describe('the scene of a project', () => {
  it('places the active take of every line on the picture', () => {
    expect(sceneFromDocument(document).people).toEqual([
      {
        faceNumber: 1,
        edits: [],
        voices: [
          {
            file: { path: '/media/line.wav', contentKey: 'voice-content' },
            startSec: 1,
            gainDb: 0,
            sourceStartSec: 0.5,
            durationSec: 3,
          },
        ],
      },
    ]);
  });

  it('leaves out muted lines, lines without a voice and locked faces', () => {
    const line = { collection: 'lines', id: 'line-1' } as const;
    expect(sceneFromDocument(withWishes({ ...line, after: aDubLine({ isMuted: true }) })).people).toEqual([]);
    expect(
      sceneFromDocument(withWishes({ ...line, after: aDubLine({ takes: [], activeTakeId: null }) })).people,
    ).toEqual([]);
    const locked = { faceNumber: 1, name: 'Anna', consentNote: '', isLocked: true };
    expect(sceneFromDocument(withWishes({ collection: 'faces', id: '1', after: locked })).people).toEqual([]);
  });

  it('gives each face its own voices and its own enabled edits in stack order', () => {
    const scene = sceneFromDocument(
      withWishes(
        { collection: 'lines', id: 'line-2', after: aDubLine({ lineId: 'line-2', faceNumber: 2 }) },
        edit({ editId: 'late', position: 2 }),
        edit({ editId: 'early', position: 1 }),
        edit({ editId: 'off', isEnabled: false }),
        edit({ editId: 'other', faceNumber: 2 }),
      ),
    );
    expect(
      scene.people.map((person) => [person.faceNumber, person.voices.length, person.edits.map(({ editId }) => editId)]),
    ).toEqual([
      [1, 1, ['early', 'late']],
      [2, 1, ['other']],
    ]);
  });

  it('is the same whatever the order in which the project grew', () => {
    const [a, b] = [edit({ editId: 'a', position: 1 }), edit({ editId: 'b', position: 1 })];
    expect(JSON.stringify(sceneFromDocument(withWishes(a, b)))).toBe(
      JSON.stringify(sceneFromDocument(withWishes(b, a))),
    );
  });

  it('names the videos that edits take factors from', () => {
    const other = aVideoAsset({ assetId: 'video-2', path: '/media/other.mp4', contentKey: 'other-content' });
    const replace = edit({
      kind: 'replace',
      handle: null,
      factor: 'expression',
      assetId: 'video-2',
      sourceFaceNumber: 1,
      sourceStartSec: 0,
    });
    const scene = sceneFromDocument(withWishes({ collection: 'assets', id: 'video-2', after: other }, replace));
    expect(scene.factorSources).toEqual({ 'video-2': { path: '/media/other.mp4', contentKey: 'other-content' } });
  });

  it('passes its own schema', () => {
    const scene = sceneFromDocument(withWishes(edit({})));
    expect(sceneSchema.parse(JSON.parse(JSON.stringify(scene)))).toEqual(scene);
  });

  it('needs a video', () => {
    expect(() => sceneFromDocument(makeDocument('New'))).toThrow(/Add a video first/);
  });

  it('lists what is heard in order of time', () => {
    const early = aDubLine({ lineId: 'line-2', faceNumber: 2, startSec: 0.2 });
    const voices = placedVoicesOf(withWishes({ collection: 'lines', id: 'line-2', after: early }));
    expect(voices.map(({ startSec }) => startSec)).toEqual([0.2, 1]);
  });
});
