import type { FactorEdit } from '../../../../core/edit/factor-edit.ts';
import { useProject, useStudio } from '../../../state/studio.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { NumberField } from '../../../ui/NumberField.tsx';
import { Select } from '../../../ui/Select.tsx';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import { Labelled } from './EditFields.tsx';
import type { KindFieldsProps } from './EditFields.tsx';

const thisVideo = '';

interface ReplaceFieldsProps extends KindFieldsProps {
  readonly edit: Extract<FactorEdit, { readonly kind: 'replace' }>;
}

/** Where the movement comes from: another moment, another face, another video. */
export function ReplaceFields({ edit, inspected, write }: ReplaceFieldsProps) {
  const words = useWords(factorWords);
  const { client, playhead, notices } = useStudio();
  const commands = useEditCommands();
  const projectId = useProject((project) => project.projectId);
  const assets = useProject(({ document }) => document.assets);
  const ownId = useProject(({ document }) => document.settings['project']?.videoAssetId ?? null);
  const videos = Object.values(assets).filter(({ kind, assetId }) => kind === 'video' && assetId !== ownId);
  const isDisabled = !commands.canEdit;
  const chooseVideo = (value: string) => {
    const assetId = value === thisVideo ? null : value;
    write({ ...edit, assetId, sourceStartSec: 0, sourceFaceNumber: assetId === null ? edit.faceNumber : 1 });
    // Its movement is known only when it was analysed, too.
    if (assetId !== null && projectId !== null) {
      client.analysis.start({ projectId, assetId }).catch(notices.tellFailure);
    }
  };
  return (
    <>
      <Select
        label={words.sourceVideo}
        value={edit.assetId ?? thisVideo}
        options={[
          { value: thisVideo, label: words.thisVideo },
          ...videos.map(({ assetId, name }) => ({ value: assetId, label: name })),
        ]}
        isDisabled={isDisabled}
        onChange={chooseVideo}
      />
      <div className="edit-times">
        <Labelled label={words.sourceFace}>
          <NumberField
            label={words.sourceFace}
            {...{ value: edit.sourceFaceNumber, least: 1, most: 99, step: 1, digits: 0, isDisabled }}
            onCommit={(sourceFaceNumber) => write({ ...edit, sourceFaceNumber: Math.round(sourceFaceNumber) })}
          />
        </Labelled>
        <Labelled label={words.sourceStart}>
          <NumberField
            label={words.sourceStart}
            {...{ value: edit.sourceStartSec, least: 0, most: 1e6, step: inspected.frameSec, digits: 2, isDisabled }}
            onCommit={(sourceStartSec) => write({ ...edit, sourceStartSec })}
          />
        </Labelled>
      </div>
      {edit.assetId === null && (
        <Button
          size="small"
          isDisabled={isDisabled}
          onPress={() => write({ ...edit, sourceStartSec: playhead.now.timeSec })}
        >
          {words.usePlayhead}
        </Button>
      )}
    </>
  );
}
