import { settingsOf } from '../../../../core/project/document.ts';
import { driverOf, driverVideos, driverWishes, drivenFactors } from '../../../state/drivers.ts';
import type { DrivenFactor } from '../../../state/drivers.ts';
import { stillOf } from '../../../state/project-pack.ts';
import { useProject, useStudio } from '../../../state/studio.ts';
import { useStrings } from '../../../state/strings/use-strings.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { Panel } from '../../../ui/Panel.tsx';
import { Select } from '../../../ui/Select.tsx';
import { codeWords } from '../code-strings.ts';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';

const ownVideo = '';

/** Where head pose, eyes and expression come from over the whole length: from the picture itself, or from another video. */
export function Drivers({ faceNumber }: { readonly faceNumber: number }) {
  const words = useWords(codeWords);
  const { thisVideo } = useWords(factorWords);
  const strings = useStrings();
  const { actions } = useStudio();
  const { choose, chosen, videos, isStill, isShorter, canEdit } = useDrivers(faceNumber);
  const options = [
    { value: ownVideo, label: isStill ? words.thisPicture : thisVideo },
    ...videos.map(({ assetId, name }) => ({ value: assetId, label: name })),
  ];
  const first = drivenFactors.map((factor) => chosen[factor]).find((assetId) => assetId !== null) ?? null;
  const canSpread = first !== null && drivenFactors.some((factor) => chosen[factor] !== first);
  return (
    <Panel
      title={words.driversTitle}
      actions={
        canSpread && (
          <Button size="small" variant="quiet" isDisabled={!canEdit} onPress={() => choose(drivenFactors, first)}>
            {words.sameForAll}
          </Button>
        )
      }
    >
      <div className="drivers">
        {drivenFactors.map((factor) => (
          <DriverSelect
            key={factor}
            label={words.driverOf(strings.factors[factor])}
            name={strings.factors[factor]}
            value={chosen[factor] ?? ownVideo}
            options={options}
            isDisabled={!canEdit}
            onChange={(value) => choose([factor], value === ownVideo ? null : value)}
          />
        ))}
      </div>
      {videos.length === 0 && (
        <div className="drivers-empty">
          <p className="inspector-quiet">{isStill ? words.noDriversStill : words.noDrivers}</p>
          <Button size="small" onPress={() => void actions.run('importMedia')}>
            {words.importDriver}
          </Button>
        </div>
      )}
      {isShorter && <p className="inspector-quiet">{words.shortDriver}</p>}
    </Panel>
  );
}

interface DriverSelectProps {
  readonly label: string;
  readonly name: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly isDisabled: boolean;
  readonly onChange: (value: string) => void;
}

function DriverSelect({ label, name, ...select }: DriverSelectProps) {
  return (
    <div className="driver">
      <span className="driver-name" aria-hidden="true">
        {name}
      </span>
      <Select label={label} isLabelHidden {...select} />
    </div>
  );
}

/** What drives which factor now, and how to change it: one step of the history a choice. */
function useDrivers(faceNumber: number) {
  const words = useWords(codeWords);
  const strings = useStrings();
  const { client, notices } = useStudio();
  const commands = useEditCommands();
  const projectId = useProject((project) => project.projectId);
  const document = useProject((project) => project.document);
  const { assets, edits } = document;
  const ownId = settingsOf(document).videoAssetId;
  const durationSec = ownId === null ? 0 : (assets[ownId]?.summary.durationSec ?? 0);
  const isStill = stillOf(document) !== null;
  const nowOf = (factor: DrivenFactor) => driverOf(edits, { faceNumber, factor, durationSec })?.assetId ?? null;
  const chosen: Readonly<Record<DrivenFactor, string | null>> = {
    eye: nowOf('eye'),
    headPose: nowOf('headPose'),
    expression: nowOf('expression'),
  };
  const choose = (factors: readonly DrivenFactor[], assetId: string | null) => {
    const wishes = factors.flatMap((factor) =>
      driverWishes({ edits, faceNumber, factor, durationSec, assetId, isStill, makeId: commands.newEditId }),
    );
    const [only] = factors;
    commands.apply(factors.length === 1 ? words.driverStep(strings.factors[only]) : words.driversStep, wishes);
    // Its movement is known only when it was analysed, too.
    if (assetId !== null && projectId !== null)
      client.analysis.start({ projectId, assetId }).catch(notices.tellFailure);
  };
  const isShorter = drivenFactors.some((factor) => {
    const video = assets[chosen[factor] ?? ''];
    return video !== undefined && video.summary.durationSec < durationSec;
  });
  return { chosen, choose, videos: driverVideos(assets, ownId), isStill, isShorter, canEdit: commands.canEdit };
}
