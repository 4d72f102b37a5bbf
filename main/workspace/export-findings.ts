import { activeTakeOf, lineDurationSec } from '../../core/project/dub-line.ts';
import { sayingOf } from '../../core/saying.ts';
import type { Asset, DubLine, ProjectDocument } from '../../core/project/records.ts';
import type { Scene } from '../../core/project/scene.ts';
import type { AnalysisSummary } from './analyses.ts';
import { finding, seconds } from './finding.ts';
import type { Finding } from './finding.ts';
import { packFindings } from './pack-findings.ts';
import type { PackOutlook } from './packs.ts';
import { countFrames, framesMetBy, seenFrames, sharedRanges } from './touched-frames.ts';
import type { PictureLength } from './touched-frames.ts';

/** What is looked at. */
export interface ExportOutlook {
  readonly document: ProjectDocument;
  readonly scene: Scene;
  readonly video: Asset;
  readonly picture: PictureLength;
  readonly analysis: AnalysisSummary | null;
  readonly pack: PackOutlook;
  readonly missing: readonly Asset[];
  readonly estimatedBytes: number;
  /** Bytes free at the suggested place; null when unknown. */
  readonly freeBytes: number | null;
}

/** Room that must stay on a disk besides the file. */
export const spareBytes = 64 * 1024 * 1024;

/** All findings, worst first. */
export function findingsOf(outlook: ExportOutlook): readonly Finding[] {
  const lines = Object.values(outlook.document.lines)
    .filter(({ isMuted }) => !isMuted)
    .sort((a, b) => a.startSec - b.startSec);
  const findings = [
    ...fileFindings(outlook),
    ...packFindings(outlook),
    ...faceFindings(outlook),
    ...lines.flatMap((line) => lineFindings(outlook, line)),
    ...overlapFindings(outlook, lines),
  ];
  const order = ['blocker', 'warning', 'note'];
  return findings.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
}

function fileFindings({ missing, scene, analysis, estimatedBytes, freeBytes }: ExportOutlook): Finding[] {
  const findings = missing.map(({ name }) =>
    finding('blocker', sayingOf('export.file-missing', { name }), `${name} is gone or has changed. Locate it first.`),
  );
  if (freeBytes !== null && freeBytes < estimatedBytes + spareBytes)
    findings.push(
      finding(
        'blocker',
        sayingOf('export.no-room', { freeBytes, neededBytes: estimatedBytes }),
        `The disk has ${megabytes(freeBytes)} free and the file needs about ${megabytes(estimatedBytes)}. Free some space or write elsewhere.`,
      ),
    );
  if (scene.people.length === 0)
    findings.push(
      finding(
        'warning',
        sayingOf('export.nothing-changes', {}),
        'No voice is placed on a face and nothing is edited: the picture will be the original one.',
      ),
    );
  else if (analysis === null)
    findings.push(
      finding('note', sayingOf('export.not-analysed', {}), 'The video is not analysed yet; that is done first.'),
    );
  return findings;
}

function faceFindings({ scene, analysis }: ExportOutlook): Finding[] {
  if (analysis === null) return [];
  return scene.people.flatMap(({ faceNumber }) => {
    const face = analysis.faces.find((one) => one.faceNumber === faceNumber);
    const named = `Face ${String(faceNumber)}`;
    if (face === undefined)
      return [
        finding(
          'blocker',
          sayingOf('export.face-absent', { faceNumber }),
          `${named} is not in the picture. Give its lines and edits to another face.`,
          { faceNumber },
        ),
      ];
    if (face.drivableFrames > 0) return [];
    const sentence = `${named} is never seen well enough to be changed; its frames stay as they are.`;
    return [finding('warning', sayingOf('export.face-not-drivable', { faceNumber }), sentence, { faceNumber })];
  });
}

function lineFindings({ video, picture, analysis, scene }: ExportOutlook, line: DubLine): Finding[] {
  const { faceNumber, startSec } = line;
  const endSec = startSec + lineDurationSec(line);
  const name = line.text === '' ? `The line at ${seconds(startSec)}` : `“${line.text.slice(0, 40)}”`;
  const named = { text: line.text.slice(0, 40), startSec };
  const frames = framesMetBy({ startSec, endSec }, picture);
  if (activeTakeOf(line) === null) {
    const sentence = `${name} has no voice yet, so nothing is heard or changed there.`;
    return [
      finding('warning', sayingOf('export.line-without-voice', named), sentence, {
        faceNumber,
        frames: frames ? [frames] : [],
      }),
    ];
  }
  if (frames === null) {
    const sentence = `${name} lies outside the picture and is not heard.`;
    return [finding('warning', sayingOf('export.line-outside', named), sentence, { faceNumber })];
  }
  const findings: Finding[] = [];
  const lateSec = endSec - video.summary.durationSec;
  // A frame more or less is no cut that anybody hears.
  if (lateSec > 0.05 || startSec < -0.05) {
    const cut = lateSec > 0.05 ? `its last ${seconds(lateSec)}` : `its first ${seconds(-startSec)}`;
    const sentence = `${name} reaches over the ${lateSec > 0.05 ? 'end' : 'start'} of the picture: ${cut} are not heard.`;
    const isAtEnd = lateSec > 0.05;
    const saying = sayingOf('export.line-cut', { ...named, isAtEnd, cutSec: isAtEnd ? lateSec : -startSec });
    findings.push(finding('warning', saying, sentence, { faceNumber, frames: [frames] }));
  }
  const isDriven = scene.people.some((person) => person.faceNumber === faceNumber);
  const isKnown = analysis?.faces.some((face) => face.faceNumber === faceNumber) === true;
  if (isDriven && isKnown && countFrames(sharedRanges([frames], seenFrames(faceNumber, picture, analysis))) === 0) {
    const sentence = `${name} is heard while face ${String(faceNumber)} is not in the picture.`;
    findings.push(
      finding('note', sayingOf('export.face-not-seen', { ...named, faceNumber }), sentence, {
        faceNumber,
        frames: [frames],
      }),
    );
  }
  return findings;
}

function overlapFindings({ picture }: ExportOutlook, lines: readonly DubLine[]): Finding[] {
  const heard = lines.filter((line) => activeTakeOf(line) !== null);
  return heard.flatMap((line, index) => {
    const earlier = heard
      .slice(0, index)
      .filter(({ faceNumber }) => faceNumber === line.faceNumber)
      .map((one) => one.startSec + lineDurationSec(one));
    const overlapSec = Math.max(0, ...earlier) - line.startSec;
    if (earlier.length === 0 || overlapSec < 0.05) return [];
    const frames = framesMetBy({ startSec: line.startSec, endSec: line.startSec + overlapSec }, picture);
    const sentence = `Two lines of face ${String(line.faceNumber)} overlap by ${seconds(overlapSec)} at ${seconds(line.startSec)}; both are heard.`;
    return [
      finding(
        'warning',
        sayingOf('export.lines-overlap', { faceNumber: line.faceNumber, overlapSec, startSec: line.startSec }),
        sentence,
        {
          faceNumber: line.faceNumber,
          frames: frames === null ? [] : [frames],
        },
      ),
    ];
  });
}

/** Bytes for a sentence. */
export function megabytes(bytes: number): string {
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(0)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}
