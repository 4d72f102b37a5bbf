import { useCallback, useMemo } from 'react';
import { settingsOf } from '../../../../core/project/document.ts';
import { activeTakeOf } from '../../../../core/project/dub-line.ts';
import type { FactorName } from '../../../../core/analysis/factor.ts';
import type { SelectionState } from '../../../state/selection-store.ts';
import { driverOf } from '../../../state/drivers.ts';
import { isEditOfPack } from '../../../state/project-pack.ts';
import { useProject, useSelection, useStudio, useTracks, useView } from '../../../state/studio.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { drawCurve } from '../drawing/draw-curve.ts';
import { drawEditLabel, drawEditRange, drawKeyframe } from '../drawing/draw-edit.ts';
import { drawActivity, drawClosures, drawCuts, drawGaps, drawRange } from '../drawing/draw-marks.ts';
import { palette, withAlpha } from '../drawing/palette.ts';
import { yOf } from '../model/curve-scale.ts';
import { pxOf } from '../model/time-window.ts';
import type { TimeWindow } from '../model/time-window.ts';
import { timelineWords } from '../strings.ts';
import { useFactorCurves } from '../use-factor-curves.ts';
import type { FactorCurve, FactorCurves } from '../use-factor-curves.ts';
import { useFactorKeys } from '../use-factor-keys.ts';
import { useFactorPointer } from '../use-factor-pointer.ts';
import { useTimeCanvas } from '../use-time-canvas.ts';
import type { TimeDrawing } from '../use-time-canvas.ts';
import type { TimelineData } from '../use-timeline-data.ts';
import { HandleMenu } from './HandleMenu.tsx';
import { LaneHead } from './LaneHead.tsx';
import { LaneSummary } from './LaneSummary.tsx';

interface FactorLaneProps {
  readonly factor: FactorName;
  readonly data: TimelineData;
}

const colourNames: Readonly<Record<FactorName, string>> = {
  lip: 'var(--factor-lip)',
  eye: 'var(--factor-eye)',
  headPose: 'var(--factor-head-pose)',
  expression: 'var(--factor-expression)',
};

/** One factor: its curves, its edits as ranges with ramps, its keyframes; for the lips also what the voice asks for. */
export function FactorLane({ factor, data }: FactorLaneProps) {
  const { selection } = useStudio();
  const { factors } = useStrings();
  const words = useWords(timelineWords);
  const isFolded = useView((state) => state.foldedLanes.includes(factor));
  const isChosen = useSelection((state) => state.factor === factor);
  const curves = useFactorCurves(factor);
  const canvas = useTimeCanvas(useLaneDrawing(factor, data, curves));
  const pointer = useFactorPointer(factor, data, curves, canvas);
  const onKeyDown = useFactorKeys(factor, data, curves);
  return (
    <div className={isFolded ? 'lane lane-folded' : `lane lane-factor lane-${factor}`} data-lane={factor}>
      <LaneHead
        lane={factor}
        name={factors[factor]}
        driver={useDriverText(factor, data, curves)}
        colour={colourNames[factor]}
        isChosen={isChosen}
        onChoose={() => selection.chooseFactor(factor)}
      >
        <HandleMenu factor={factor} />
      </LaneHead>
      <div
        className="lane-body"
        role="group"
        aria-labelledby={`lane-summary-${factor}`}
        tabIndex={0}
        style={{ cursor: pointer.cursor }}
        onPointerDown={pointer.onPointerDown}
        onPointerMove={pointer.onPointerMove}
        onDoubleClick={pointer.onDoubleClick}
        onKeyDown={onKeyDown}
        onContextMenu={(event) => {
          const hit = pointer.hitOf(event);
          if (hit.kind === 'keyframe') selection.chooseKeyframe(hit.edit.editId, hit.index);
          if (hit.kind === 'edit') selection.chooseEdit(hit.edit.editId, factor, hit.edit.handle);
          if (hit.kind !== 'nothing') selection.chooseFactor(factor);
        }}
      >
        <canvas className="lane-canvas" ref={canvas} aria-hidden="true" />
        <LaneSummary factor={factor} data={data} curves={curves} />
        {curves.curves.length === 0 && !isFolded && (
          <span className="lane-note">{data.isAnalysed ? words.noFace : words.analysing}</span>
        )}
        {curves.isMeasured && curves.curves.length > 0 && !isFolded && (
          <span className="lane-measured">
            {factor === 'lip' && isVoiced(data.lines, curves.faceNumber) ? words.fromVoice : words.measured}
          </span>
        )}
      </div>
    </div>
  );
}

/** What drives a lane: the voice, the video itself, or another video. */
function useDriverText(factor: FactorName, data: TimelineData, { faceNumber, isMeasured }: FactorCurves): string {
  const { drivers } = useStrings();
  const words = useWords(timelineWords);
  const edits = useProject(({ document }) => document.edits);
  const assets = useProject(({ document }) => document.assets);
  const windowFrames = useProject(({ document }) => settingsOf(document).expressionWindowFrames);
  if (factor === 'lip') return isVoiced(data.lines, faceNumber) ? drivers.lip : drivers.eye;
  if (!isMeasured) return drivers[factor];
  const driver = driverOf(edits, { faceNumber, factor, durationSec: data.durationSec });
  const name = assets[driver?.assetId ?? '']?.name;
  if (name !== undefined) return words.drivenBy(name);
  return factor === 'expression' && windowFrames > 1 ? drivers.expression : drivers.eye;
}

/** True where a voice drives the face's lips; without one they are the original's. */
function isVoiced(lines: TimelineData['lines'], faceNumber: number): boolean {
  return lines.some((line) => line.faceNumber === faceNumber && !line.isMuted && activeTakeOf(line) !== null);
}

/** The edits as they are drawn: up to the picture's end, which a driver of a still picture goes beyond, and as off where the pack cannot follow. */
function useDrawnEdits({ edits, pack }: FactorCurves, durationSec: number): FactorCurves['edits'] {
  return useMemo(
    () =>
      edits.map((edit) => ({
        ...edit,
        isEnabled: edit.isEnabled && isEditOfPack(edit, pack),
        endSec: Math.min(edit.endSec, Math.max(durationSec, edit.startSec)),
      })),
    [edits, pack, durationSec],
  );
}

function useLaneDrawing(factor: FactorName, data: TimelineData, shown: FactorCurves): TimeDrawing {
  const { curves, faceNumber, keyframeValue, isMeasured } = shown;
  const edits = useDrawnEdits(shown, data.durationSec);
  const { handles } = useStrings();
  const words = useWords(timelineWords);
  const range = useSelection((state) => state.range);
  const chosenEditId = useSelection((state) => state.editId ?? state.keyframe?.editId ?? null);
  const keyframe = useSelection((state) => state.keyframe);
  const dubTracks = useTracks((state) => state.dubTracks);
  const activity = useTracks((state) => state.activityByFace.get(faceNumber) ?? null);
  const closures = dubTracks?.faces.find((face) => face.faceNumber === faceNumber)?.closures ?? null;
  const { frameTimesSec, cutsSec, gaps } = data;
  return useCallback(
    (context, window, heightPx) => {
      const colour = palette().factors[factor];
      drawCuts(context, window, heightPx, cutsSec);
      drawGaps(context, window, { top: 0, heightPx }, gaps);
      for (const edit of edits) {
        drawEditRange(context, window, heightPx, edit, { colour, isChosen: edit.editId === chosenEditId });
      }
      if (range !== null) drawRange(context, window, heightPx, range);
      [...curves].reverse().forEach((curve, fromLast) => {
        const isPrimary = fromLast === curves.length - 1;
        const shared = { frameTimesSec, scale: curve.scale };
        if (curve.original !== null && isPrimary) {
          drawCurve(context, window, heightPx, {
            ...shared,
            pyramid: curve.original,
            colour: withAlpha(colour, 0.4),
            lineWidth: 1,
            fill: null,
            dash: [3, 3],
          });
        }
        drawCurve(context, window, heightPx, {
          ...shared,
          pyramid: curve.edited,
          colour: isPrimary && !isMeasured ? colour : withAlpha(colour, 0.55),
          lineWidth: isPrimary && !isMeasured ? 1.75 : 1.25,
          fill: isPrimary && !isMeasured ? withAlpha(colour, 0.13) : null,
        });
      });
      if (factor === 'lip' && activity !== null)
        drawActivity(context, window, heightPx, activity, frameTimesSec, palette().dub);
      // Whether a code closes the lips is not known from the curve.
      if (factor === 'lip' && closures !== null && !isMeasured) drawClosures(context, window, closures, colour);
      for (const edit of edits) {
        const part = edit.handle === null ? words.all : handles[edit.handle];
        const label =
          isMeasured && edit.handle === null ? words.kinds[edit.kind] : `${words.kinds[edit.kind]} · ${part}`;
        drawEditLabel(context, window, edit, label);
      }
      const [primary] = curves;
      if (primary !== undefined && !isMeasured)
        drawKeyframes(context, window, heightPx, { primary, edits, chosen: keyframe, keyframeValue, colour });
    },
    [
      factor,
      cutsSec,
      gaps,
      edits,
      chosenEditId,
      range,
      curves,
      frameTimesSec,
      activity,
      closures,
      keyframe,
      isMeasured,
      words,
      handles,
    ],
  );
}

/** Draws the keyframes of the handle that is edited. */
function drawKeyframes(
  context: CanvasRenderingContext2D,
  window: TimeWindow,
  heightPx: number,
  { primary, edits, chosen, keyframeValue, colour }: ShownKeyframes,
): void {
  for (const edit of edits) {
    if (edit.kind !== 'keyframes' || edit.handle !== primary.handle) continue;
    edit.keyframes.forEach(({ timeSec, interpolation }, index) => {
      const x = pxOf(window, timeSec);
      if (x < -8 || x > window.widthPx + 8) return;
      const isChosen = chosen?.editId === edit.editId && chosen.index === index;
      const y = yOf(primary.scale, keyframeValue(edit, index), heightPx);
      drawKeyframe(context, { x, y }, interpolation, { colour, isChosen });
    });
  }
}

interface ShownKeyframes extends Pick<FactorCurves, 'edits' | 'keyframeValue'> {
  readonly primary: FactorCurve;
  readonly chosen: SelectionState['keyframe'];
  readonly colour: string;
}
