import type { FitFinding, Shot, VideoAnalysis } from '../../core/analysis/face-track.ts';
import type { FactorName, FactorTrack } from '../../core/analysis/factor.ts';
import { withScope } from '../../core/lifetime/scope.ts';
import { supportedPictureOf } from '../../core/media/supported-picture.ts';
import { linkSignal } from './dub/dub-job.ts';
import type { DubPorts } from './dub/dub-ports.ts';
import { reportFace, reportFile, reportPicture } from './dub/dub-report.ts';
import type { ReportedFace, ReportedFile, ReportedPicture } from './dub/dub-report.ts';
import type { DubOptions } from './dub/dub-request.ts';
import { makeJobProgressMeter } from './job-progress.ts';
import { listPeople } from '../../core/analysis/people.ts';

/** Spread of one handle over the frames in which the face was seen; NaN (null in JSON) where it never was. */
export interface HandleSummary {
  readonly name: string;
  readonly unit: string;
  readonly low: number;
  readonly median: number;
  readonly high: number;
}

/** A face of an analysis: 5th, 50th and 95th percentile of every handle. */
export interface AnalysedFace extends ReportedFace {
  readonly factors: Readonly<Record<FactorName, readonly HandleSummary[]>>;
}

/** What an analysis tells the user. */
export interface AnalysisReport {
  readonly format: 'facet.analysis';
  readonly formatVersion: 1;
  readonly video: ReportedFile;
  readonly picture: ReportedPicture;
  readonly frameTimesSec: Float64Array;
  readonly shots: readonly Shot[];
  readonly faces: readonly AnalysedFace[];
  readonly findings: readonly FitFinding[];
  readonly elapsedSec: number;
}

/** One face track's factors, one row a frame; NaN where the face was not seen. */
export interface FactorTracksOfFace {
  readonly faceNumber: number;
  readonly shotIndex: number;
  readonly factors: Readonly<Record<FactorName, FactorTrack>>;
}

/** A report and the tracks that it sums up. */
export interface AnalysisResult {
  readonly report: AnalysisReport;
  readonly tracks: readonly FactorTracksOfFace[];
}

/** Analyses videos without changing anything. */
export interface AnalysisService {
  /** A video without faces is a finding here, not a failure. @throws StudioError 'media.*', 'models.*' */
  analyse(videoPath: string, options?: DubOptions): Promise<AnalysisResult>;
}

/** Makes the service on the given ports. */
export function createAnalysisService(ports: DubPorts): AnalysisService {
  return {
    analyse: (videoPath, options = {}) =>
      withScope(async (scope) => {
        const startMs = ports.clock.nowMs();
        const signal = linkSignal(options.signal, scope);
        const media = await ports.openMedia();
        const video = await media.reader.probe(videoPath, signal);
        const picture = supportedPictureOf(video);
        const frames = picture.frameTimesSec.length;
        const progress = makeJobProgressMeter(ports.clock, { analysis: frames }, (report) =>
          options.onProgress?.(report),
        );
        const scratch = scope.own(await ports.scratch.open(), (folder) => folder.remove());
        const analyser = scope.own(await ports.openAnalyser(), (one) => one.close());
        const analysis = await analyser.analyse(video, {
          signal,
          onProgress: progress.report,
          scratchFolder: scratch.path,
        });
        progress.finish();
        const people = listPeople(analysis);
        const report: AnalysisReport = {
          format: 'facet.analysis',
          formatVersion: 1,
          video: reportFile(video),
          picture: reportPicture(picture),
          frameTimesSec: picture.frameTimesSec,
          shots: analysis.shots,
          faces: people.map((person) => ({ ...reportFace(person, false), factors: summariseFactors(person.tracks) })),
          findings: analysis.findings,
          elapsedSec: (ports.clock.nowMs() - startMs) / 1000,
        };
        const tracks = people.flatMap(({ faceNumber, tracks: own }) =>
          own.map(({ shotIndex, factors }) => ({ faceNumber, shotIndex, factors })),
        );
        return { report, tracks };
      }),
  };
}

function summariseFactors(tracks: VideoAnalysis['faceTracks']): AnalysedFace['factors'] {
  const summaryOf = (factor: FactorName): readonly HandleSummary[] =>
    tracks[0].factors[factor].handles.map(({ name, unit }, index) => {
      const values = tracks.flatMap((track) => valuesOf(track.factors[factor], index)).sort((a, b) => a - b);
      const at = (share: number): number => values[Math.round(share * (values.length - 1))] ?? NaN;
      return { name, unit, low: at(0.05), median: at(0.5), high: at(0.95) };
    });
  return {
    lip: summaryOf('lip'),
    eye: summaryOf('eye'),
    headPose: summaryOf('headPose'),
    expression: summaryOf('expression'),
  };
}

function valuesOf({ handles, values }: FactorTrack, handleIndex: number): number[] {
  const seen: number[] = [];
  for (let at = handleIndex; at < values.length; at += handles.length) {
    if (!Number.isNaN(values[at])) seen.push(values[at]);
  }
  return seen;
}
