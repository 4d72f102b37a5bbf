import { EyeOff, Lock, UserRound } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { StoreApi } from 'zustand/vanilla';
import type { RecordWish } from '../../../../core/project/record-change.ts';
import { useProject, useSelection, useStudio, useTracks } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { ContextMenu } from '../../../ui/ContextMenu.tsx';
import { faceBoxAt } from '../head-tracks.ts';
import type { StageController } from '../stage-controller.ts';
import { viewerWords } from '../strings.ts';
import type { Picture } from '../use-picture.ts';
import { rectContains } from '../../../../core/geometry/rect.ts';
import { stageFromPicture } from '../view-layout.ts';
import type { ViewerState } from '../viewer-store.ts';

interface FaceBoxesProps {
  readonly controller: StageController;
  readonly viewer: StoreApi<ViewerState>;
  readonly picture: Picture;
}

export function FaceBoxes({ controller, viewer, picture }: FaceBoxesProps) {
  const factorsByFace = useTracks((tracks) => tracks.factorsByFace);
  return [...factorsByFace].map(([faceNumber, rows]) => (
    <FaceBox key={faceNumber} {...{ controller, viewer, picture, faceNumber, rows }} />
  ));
}

interface FaceBoxProps extends FaceBoxesProps {
  readonly faceNumber: number;
  readonly rows: Float32Array;
}

/** A frame around a face, moved with it in the very drawing of its frame. Pressing it chooses the face. */
function FaceBox({ controller, viewer, picture, faceNumber, rows }: FaceBoxProps) {
  const words = useWords(viewerWords);
  const { selection } = useStudio();
  const ref = useRef<HTMLButtonElement>(null);
  const isChosen = useSelection((state) => state.faceNumber === faceNumber);
  const record = useProject(({ document }) => document.faces[String(faceNumber)] ?? null);
  const name = record === null || record.name === '' ? words.face(faceNumber) : record.name;
  const items = useFaceMenu(faceNumber, name, viewer);
  useEffect(() => {
    const place = () => {
      const box = ref.current;
      const pane = controller.panes.at(-1);
      const rect = controller.frame === null ? null : faceBoxAt(rows, controller.frame);
      if (box === null || pane === undefined) return;
      box.hidden = rect === null;
      if (rect === null) return;
      const placed = stageFromPicture(pane, picture.size, rect);
      box.hidden = !rectContains(pane.picture, placed.x + placed.widthPx / 2, placed.y + placed.heightPx / 2);
      box.style.transform = `translate(${placed.x}px, ${placed.y}px)`;
      box.style.width = `${placed.widthPx}px`;
      box.style.height = `${placed.heightPx}px`;
    };
    place();
    return controller.subscribe(place);
  }, [controller, rows, picture.size]);
  return (
    <ContextMenu items={items}>
      <button
        ref={ref}
        type="button"
        className="face-box"
        data-chosen={isChosen || undefined}
        aria-label={words.faceBox(name)}
        aria-pressed={isChosen}
        onPointerDown={(event) => event.stopPropagation()}
        onClick={() => selection.chooseFace(faceNumber)}
      >
        <span className="face-box-name">
          {record?.isLocked === true && <Lock aria-hidden="true" />}
          {name}
        </span>
      </button>
    </ContextMenu>
  );
}

function useFaceMenu(faceNumber: number, name: string, viewer: StoreApi<ViewerState>) {
  const words = useWords(viewerWords);
  const { project, notices } = useStudio();
  const lines = useProject(({ document }) => document.lines);
  const record = useProject(({ document }) => document.faces[String(faceNumber)] ?? null);
  const lineIds = useSelection((state) => state.lineIds);
  const others = lineIds.flatMap((lineId) => lines[lineId] ?? []).filter((line) => line.faceNumber !== faceNumber);
  const apply = (label: string, wishes: readonly RecordWish[]) =>
    void project.applyWishes(label, wishes).catch(notices.tellFailure);
  const lockWish = (): RecordWish => ({
    collection: 'faces',
    id: String(faceNumber),
    after: {
      ...(record ?? { faceNumber, name: '', consentNote: '', isLocked: false }),
      isLocked: record?.isLocked !== true,
    },
  });
  const speak = (): readonly RecordWish[] =>
    others.map((line) => ({ collection: 'lines', id: line.lineId, after: { ...line, faceNumber } }));
  return [
    ...(others.length === 0
      ? []
      : [
          {
            kind: 'item' as const,
            icon: UserRound,
            label: words.giveLines(others.length, name),
            onSelect: () => apply(words.giveLinesStep, speak()),
          },
        ]),
    {
      kind: 'check' as const,
      label: words.lock(name),
      isChecked: record?.isLocked === true,
      onSelect: () => apply(words.lockStep, [lockWish()]),
    },
    { kind: 'separator' as const },
    {
      kind: 'item' as const,
      icon: EyeOff,
      label: words.hideBoxes,
      onSelect: () => viewer.setState({ hasBoxes: false }),
    },
  ];
}
