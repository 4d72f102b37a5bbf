import type { FitFinding } from '../../core/analysis/face-track.ts';
import type { FrameRange } from '../../core/time/frame-range.ts';
import type { AnalysedFace, AnalysisReport } from '../studio.ts';
import type { Ink } from './ink.ts';
import { tableLines, wrapText } from './table.ts';
import { byteText, durationText, timecodeText } from './time-text.ts';

/** How many places of a finding or shots are named before the rest is only counted. */
const longestList = 6;

/** The analysis of a video as a page of a terminal: the video, its shots, its faces, what was found, and whether it can be dubbed. */
export function analysisPage(report: AnalysisReport, ink: Ink, columns: number): string {
  const sections = [
    ['Video', videoLines(report)],
    ['Shots', shotLines(report)],
    ['Faces', faceLines(report, ink)],
    ['Findings', findingLines(report, ink, columns)],
  ] as const;
  const body = sections.map(([title, lines]) => [ink.bold(title), ...lines.map((line) => `  ${line}`)].join('\n'));
  return `${body.join('\n\n')}\n\n${verdict(report, ink)}\n`;
}

function videoLines({ video, picture, elapsedSec }: AnalysisReport): string[] {
  const [num, den] = picture.frameRate.split('/').map(Number);
  const rate = `${Number((num / den).toFixed(3))} frames/s${picture.isVariableFrameRate ? ' (variable)' : ''}`;
  const rotation = picture.rotation === 0 ? '' : `, rotated ${picture.rotation} degrees`;
  const [audio] = video.audio;
  const sound = audio
    ? `${audio.codec}, ${audio.sampleRateHz} Hz, ${channelText(audio.channels)}`
    : 'no sound: nothing to adapt the lips to';
  return [
    video.path,
    `${picture.codec}, ${picture.widthPx} x ${picture.heightPx}${rotation}, ${rate}, ${picture.frameCount} frames, ${timecodeText(video.durationSec)}, ${byteText(video.sizeBytes)}`,
    sound,
    `analysed in ${durationText(elapsedSec)}, ${(video.durationSec / Math.max(elapsedSec, 1e-3)).toFixed(2)} x real time`,
  ];
}

function channelText(channels: number): string {
  return channels === 1 ? 'mono' : channels === 2 ? 'stereo' : `${channels} channels`;
}

function shotLines(report: AnalysisReport): string[] {
  const { shots } = report;
  if (shots.length === 1) return ['one shot, no cuts'];
  return [`${shots.length} shots: ${placesText(shots, report)}`];
}

function faceLines({ faces, picture }: AnalysisReport, ink: Ink): string[] {
  if (faces.length === 0) return [ink.warn('none')];
  const columns = [
    { title: 'face', align: 'right' },
    { title: 'seen', align: 'right' },
    { title: 'can be dubbed', align: 'right' },
    { title: 'eyes apart', align: 'right' },
    { title: 'yaw', align: 'right' },
    { title: 'shots', align: 'right' },
    { title: 'at', align: 'left' },
  ] as const;
  return tableLines(
    columns,
    faces.map((face) => faceRow(face, picture.frameCount)),
  );
}

function faceRow(face: AnalysedFace, frameCount: number): string[] {
  const share = (frames: number): string => `${frames} (${Math.round((100 * frames) / frameCount)} %)`;
  const [{ box }] = face.tracks;
  return [
    String(face.faceNumber),
    share(face.presentFrames),
    share(face.drivableFrames),
    `${Math.round(face.medianIodPx)} px`,
    `${Math.round(face.yawLowDeg)} to ${Math.round(face.yawHighDeg)}°`,
    String(new Set(face.tracks.map(({ shotIndex }) => shotIndex)).size),
    `${Math.round(box.x + box.widthPx / 2)},${Math.round(box.y + box.heightPx / 2)}`,
  ];
}

function findingLines(report: AnalysisReport, ink: Ink, columns: number): string[] {
  if (report.findings.length === 0) return [ink.good('nothing stands in the way')];
  const words: Record<FitFinding['severity'], string> = {
    blocker: ink.bad('blocker'),
    warning: ink.warn('warning'),
    note: ink.dim('note   '),
  };
  return report.findings.flatMap(({ severity, sentence, frames, code }) => {
    // Many sentences name their times themselves.
    const places = frames.length === 0 || /\d:\d\d/.test(sentence) ? '' : ` At ${placesText(frames, report)}.`;
    const [first, ...rest] = wrapText(`${sentence}${places} [${code}]`, Math.max(30, Math.min(columns, 120) - 12));
    return [`${words[severity]}  ${first}`, ...rest.map((line) => `         ${line}`)];
  });
}

function placesText(ranges: readonly FrameRange[], { frameTimesSec, video }: AnalysisReport): string {
  const timeAt = (frame: number): string =>
    timecodeText(frame < frameTimesSec.length ? frameTimesSec[frame] : video.durationSec);
  const named = ranges
    .slice(0, longestList)
    .map(({ startFrame, endFrame }) => `${timeAt(startFrame)}-${timeAt(endFrame)}`);
  const rest = ranges.length - named.length;
  return `${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function verdict({ faces, findings, picture }: AnalysisReport, ink: Ink): string {
  const best = Math.max(0, ...faces.map(({ drivableFrames }) => drivableFrames));
  if (best === 0 || findings.some(({ severity, faceTrackId }) => severity === 'blocker' && faceTrackId === null)) {
    return ink.bad('This video cannot be dubbed.');
  }
  const percent = (frames: number): string => `${Math.round((100 * frames) / picture.frameCount)} %`;
  if (faces.length > 1) {
    const each = faces.map(({ faceNumber, drivableFrames }) => `face ${faceNumber} in ${percent(drivableFrames)}`);
    return ink.good(`This video can be dubbed: ${each.join(', ')} of its frames.`);
  }
  if (best / picture.frameCount >= 0.95) return ink.good('This video can be dubbed.');
  return ink.warn(`This video can be dubbed in ${percent(best)} of its frames; the others stay as they are.`);
}
