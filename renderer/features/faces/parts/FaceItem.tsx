import { ChevronRight, Lock, UserRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import { settingsOf } from '../../../../core/project/document.ts';
import type { FaceRecord } from '../../../../core/project/records.ts';
import type { AnalysisSummary } from '../../../state/tracks-store.ts';
import { useMedia, useProject, useSelection, useStudio } from '../../../state/studio.ts';
import { useFormat } from '../../../state/strings/format.ts';
import { useWords } from '../../../state/strings/words.ts';
import { IconButton } from '../../../ui/IconButton.tsx';
import { Switch } from '../../../ui/Switch.tsx';
import { TextField } from '../../../ui/TextField.tsx';
import { faceCrop } from '../face-thumbnail.ts';
import { faceWords } from '../strings.ts';

interface FaceItemProps {
  readonly face: AnalysisSummary['faces'][number];
  readonly frameCount: number;
}

/** Below this share of its frames a face hardly can be dubbed. */
const poorShare = 0.6;

export function FaceItem({ face, frameCount }: FaceItemProps) {
  const words = useWords(faceWords);
  const { selection } = useStudio();
  const [isOpen, setOpen] = useState(false);
  const isChosen = useSelection((state) => state.faceNumber === face.faceNumber);
  const record = useFaceRecord(face.faceNumber);
  const name = record.name || words.faceName(face.faceNumber);
  return (
    <li className="face" data-chosen={isChosen || undefined}>
      <div className="face-head">
        <button
          type="button"
          className="face-open"
          aria-pressed={isChosen}
          onClick={() => selection.chooseFace(face.faceNumber)}
        >
          <FacePicture face={face} frameCount={frameCount} />
          <span className="face-text">
            <span className="face-name">
              <span className="face-name-text">{name}</span>
              {record.isLocked && <Lock className="face-lock" role="img" aria-label={words.locked} />}
            </span>
            <FaceNote face={face} frameCount={frameCount} isLocked={record.isLocked} />
          </span>
        </button>
        <IconButton
          icon={ChevronRight}
          size="small"
          className="face-more"
          label={words.more(name)}
          aria-expanded={isOpen}
          onPress={() => setOpen(!isOpen)}
        />
      </div>
      {isOpen && <FaceFields key={record.name + record.consentNote} record={record} />}
    </li>
  );
}

function useFaceRecord(faceNumber: number): FaceRecord {
  const record = useProject(({ document }) => document.faces[String(faceNumber)]);
  return record ?? { faceNumber, name: '', consentNote: '', isLocked: false };
}

function FacePicture({ face, frameCount }: FaceItemProps) {
  const videoId = useProject(({ document }) => settingsOf(document).videoAssetId);
  const picture = useProject(({ document }) =>
    videoId === null ? null : (document.assets[videoId]?.summary.picture ?? null),
  );
  const urls = useMedia((media) => (videoId === null ? null : (media.located[videoId]?.thumbnailUrls ?? null)));
  const crop = picture === null || urls === null ? null : faceCrop(face, frameCount, urls, picture);
  if (crop === null) {
    return (
      <span className="face-picture">
        <UserRound aria-hidden="true" />
      </span>
    );
  }
  return (
    <span className="face-picture">
      <img
        src={crop.url}
        alt=""
        style={{
          width: `${100 / crop.width}%`,
          height: `${100 / crop.height}%`,
          left: `${(-100 * crop.x) / crop.width}%`,
          top: `${(-100 * crop.y) / crop.height}%`,
        }}
      />
    </span>
  );
}

function FaceNote({ face, frameCount, isLocked }: FaceItemProps & { readonly isLocked: boolean }) {
  const words = useWords(faceWords);
  const format = useFormat();
  const lineCount = useProject(
    ({ document }) => Object.values(document.lines).filter((line) => line.faceNumber === face.faceNumber).length,
  );
  const degrees = (rad: number) => format.number((rad * 180) / Math.PI);
  const share = face.presentFrames === 0 ? 0 : face.drivableFrames / face.presentFrames;
  const voice = isLocked ? words.locked : lineCount === 0 ? words.silent : words.speaks(lineCount);
  return (
    <span className="face-note numbers">
      {words.present(format.number(face.presentFrames), format.number(frameCount))} ·{' '}
      {words.yaw(degrees(face.yawLowRad), degrees(face.yawHighRad))} · {voice}
      {share < poorShare && <span className="face-problem"> · {words.poor(format.percent(share))}</span>}
    </span>
  );
}

function FaceFields({ record }: { readonly record: FaceRecord }) {
  const words = useWords(faceWords);
  const { project, notices } = useStudio();
  const canEdit = useProject(({ mode }) => mode === 'editing');
  const [name, setName] = useState(record.name);
  const [consentNote, setConsentNote] = useState(record.consentNote);
  useEffect(() => setName(record.name), [record.name]);
  const write = (label: string, change: Partial<FaceRecord>) =>
    void project
      .applyWishes(label, [{ collection: 'faces', id: String(record.faceNumber), after: { ...record, ...change } }])
      .catch(notices.tellFailure);
  return (
    <div className="face-fields">
      <TextField
        label={words.name}
        value={name}
        placeholder={words.faceName(record.faceNumber)}
        isDisabled={!canEdit}
        onChange={setName}
        onCommit={() => name.trim() !== record.name && write(words.steps.name, { name: name.trim() })}
      />
      <TextField
        label={words.consent}
        hint={words.consentHint}
        rows={2}
        value={consentNote}
        isDisabled={!canEdit}
        onChange={setConsentNote}
        onCommit={() => consentNote !== record.consentNote && write(words.steps.consent, { consentNote })}
      />
      <Switch
        label={words.lock}
        isOn={record.isLocked}
        isDisabled={!canEdit}
        onChange={(isLocked) => write(isLocked ? words.steps.lock : words.steps.unlock, { isLocked })}
      />
    </div>
  );
}
