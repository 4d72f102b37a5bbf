import type { ErrorDetails } from '../../../../core/errors.ts';
import { fileNameIn, numberIn, textIn } from './failure-words.ts';
import type { FailureWords } from './failure-words.ts';

const named = (details: ErrorDetails, otherwise: string) => fileNameIn(details) ?? otherwise;

/** What a person is told about a failure whose own sentence did not come along. */
export const en: FailureWords = {
  'cli.usage': () => 'The command cannot be used like this: see facet --help.',
  'cli.output-exists': (details) =>
    `${named(details, 'The file')} exists already. Choose another name, or allow it to be replaced.`,
  'cli.output-not-writable': (details) => `${named(details, 'The file')} cannot be written. Choose another place.`,
  'cli.same-file': (details) =>
    `${named(details, 'The file')} is also a source, which would be lost. Choose another name.`,
  'host.unreachable': () => 'The studio’s host does not answer. Try again when it is back.',
  'host.port-in-use': (details) =>
    `${['The port', numberIn(details, 'port')].filter((part) => part !== null).join(' ')} is used by another program. Choose another one.`,
  'host.address-unusable': () => 'This computer cannot listen on that address. Choose another one.',
  'host.page-not-built': () => 'The studio’s page is not built yet: run npm run build first.',
  'host.upload-refused': () => 'The file was not taken: the upload broke off, or it is larger than this host takes.',
  'job.cancelled': () => 'Cancelled.',
  'media.not-found': (details) =>
    `${named(details, 'The file')} cannot be found. See whether it was moved, and choose it again.`,
  'media.not-readable': (details) =>
    `${named(details, 'The file')} cannot be read. Check that it is a file and may be read.`,
  'media.not-media': (details) => `${named(details, 'The file')} is not a file that Facet can open, or it is empty.`,
  'media.truncated': (details) => `${named(details, 'The file')} is cut off. Copy or download it again.`,
  'media.no-video': (details) => `${named(details, 'The file')} has no picture. Choose a video file.`,
  'media.still-picture': (details) =>
    `${named(details, 'The file')} is a still picture, not a video: it has no length of its own.`,
  'media.no-audio': (details) => `${named(details, 'The file')} has no sound. Choose a file with a voice.`,
  'media.unsupported-codec': (details) =>
    `${named(details, 'The file')} is in a format that this ffmpeg cannot decode. Convert it to H.264.`,
  'media.unsupported-bit-depth': () =>
    'Only 8-bit video is kept exactly. Export the video as 8-bit (yuv420p) and dub that file.',
  'media.hdr-not-supported': () =>
    'The video is HDR and would lose its tones here. Convert it to 8-bit SDR (Rec. 709) and dub that file.',
  'media.frame-count-changed': () => 'The number of frames is not that of the source. Nothing was written.',
  'media.ffmpeg-failed': (details) =>
    `ffmpeg could not read ${named(details, 'the file')}. Copy it again, or convert it to H.264.`,
  'media.ffmpeg-not-found': () => 'No usable ffmpeg was found. Install 5.1 or newer, or correct FFMPEG_PATH.',
  'media.silent-voice': () => 'Nothing can be heard in the voice. Choose the right file and track.',
  'analysis.no-face': () =>
    'No face was found in the video. Use one that shows the speaker from the front, not too small and well lit.',
  'analysis.face-not-chosen': () => 'There is no such face in the video. Choose another one.',
  'analysis.face-too-small': () => 'The face is too small to be changed. Use a larger video or a closer shot.',
  'analysis.profile-only': () =>
    'The face is turned away all the time, so its lips cannot be changed. Use a shot from the front.',
  'edit.invalid-range': () => 'The range holds no frame: its end must come after its start and lie in the video.',
  'edit.unknown-handle': (details) =>
    `This factor has no handle ${textIn(details, 'handle') ?? 'of that name'}. Choose another one.`,
  'project.not-found': (details) => `${named(details, 'The project')} cannot be found.`,
  'project.exists': (details) => `${named(details, 'The project')} exists already. Open it, or choose another name.`,
  'project.not-a-project': (details) => `${named(details, 'The file')} is not a Facet project. Choose a .facet file.`,
  'project.too-new': (details) =>
    `${named(details, 'The project')} was saved by a newer Facet. Update Facet to open it.`,
  'project.damaged': (details) =>
    `${named(details, 'The project')} is damaged and cannot be read. It was left as it is.`,
  'project.read-only': () => 'The project is open for reading only. Save a copy to change it.',
  'project.invalid-change': () =>
    'The change was refused: what it changes is not as it was, or does not fit. Try again.',
  'project.not-open': () => 'This project is not open any more: open it again.',
  'project.no-video': () => 'Add a video first: the project has none yet.',
  'project.asset-missing': () => 'A file of the project is gone or has changed. Locate it first.',
  'engine.crashed': () => 'The engine stopped and is started again; what it was doing has to be done again.',
  'engine.not-started': () => 'The engine could not start. See Models and engine for the reason.',
  'synthesis.factor-length-mismatch': () => 'The factor tracks differ in length. Analyse the video again.',
  'synthesis.atlas-empty': () =>
    'No frame of this face shows a mouth that can be changed. Choose another face or part.',
  'synthesis.voice-length-mismatch': () =>
    'The voice and the picture differ in length. Choose how the voice is fitted.',
  'synthesis.no-portrait': () =>
    'No frame shows this face clearly enough to make pictures of it. Choose another face or video.',
  'models.not-found': (details) => {
    const packId = textIn(details, 'packId');
    return packId === null
      ? 'A model file is absent. Install Facet again.'
      : `The model pack “${packId}” is not installed on this computer. Install it, or choose another pack.`;
  },
  'models.damaged': (details) => `${named(details, 'A model file')} is damaged. Install Facet again.`,
  'models.unsupported': () => 'This version of Facet cannot read the model. Install a newer one, or use another model.',
  'models.provider-missing': (details) =>
    `${textIn(details, 'wanted') ?? 'That provider'} does not work here. Choose cpu or auto.`,
  'models.pack-exists': (details) =>
    `There is a pack named ${textIn(details, 'packId') ?? 'so'} already. Choose another name, or replace it.`,
  'models.in-use': (details) =>
    `The pack is used by ${textIn(details, 'projects') ?? 'an open project'}. Close the project or choose another pack there first.`,
  'models.checkpoint-missing': (details) =>
    `${named(details, 'A checkpoint file')} is not in that folder. All four official files have to lie in it.`,
  'models.checkpoint-damaged': (details) =>
    `${named(details, 'A checkpoint file')} is not whole, or no checkpoint at all. Download it again.`,
  'models.checkpoint-unsafe': (details) =>
    `${named(details, 'A checkpoint file')} wants to run code, so it was not read. Download the official file.`,
  'models.checkpoint-mismatch': (details) =>
    `${named(details, 'A checkpoint file')} does not hold the network that it should. Choose the official file.`,
  'export.disk-full': () => 'The disk is full. Free some space, or write elsewhere.',
  'export.folder-missing': (details) =>
    `${named(details, 'The folder')} does not exist. Make it first, or write elsewhere.`,
  'export.not-writable': (details) =>
    `${named(details, 'That place')} cannot be written. Choose another folder or name.`,
  'export.encoder-failed': () => 'The encoder stopped. Try again with another quality.',
  bug: () => 'Something went wrong inside Facet. Your project is safe; try again.',
};
