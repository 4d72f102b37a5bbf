import type { ErrorDetails } from '../../../../core/errors.ts';
import { formatOf } from '../format.ts';
import { withParticle } from '../korean-particle.ts';
import { fileNameIn, numberIn, textIn } from './failure-words.ts';
import type { FailureWords } from './failure-words.ts';

const format = formatOf('ko');

/** `talk.mp4 파일`, or `파일` where the name is not known. */
const file = (details: ErrorDetails) => {
  const name = fileNameIn(details);
  return name === null ? '파일' : `${name} 파일`;
};

/** `포트 8080`, or `포트` where it is not known. */
const named = (what: string, which: string | number | null) => (which === null ? what : `${what} ${which}`);

const folder = (details: ErrorDetails) => {
  const name = fileNameIn(details);
  return name === null ? '폴더' : `${name} 폴더`;
};

const project = (details: ErrorDetails) => {
  const name = fileNameIn(details);
  return name === null ? '프로젝트' : `프로젝트 ${name}`;
};

function truncated(details: ErrorDetails): string {
  const [frame, total] = [numberIn(details, 'frameIndex', 'found'), numberIn(details, 'total', 'promised')];
  const known =
    frame === null || total === null
      ? `${file(details)}의 끝이 잘려 있습니다.`
      : `${file(details)}이 손상되어 ${format.number(total)}프레임 중 ${format.number(frame)}프레임까지만 읽을 수 있습니다.`;
  return `${known} 파일을 다시 복사하거나 내려받으세요.`;
}

function frameCountChanged(details: ErrorDetails): string {
  const [expected, count] = [numberIn(details, 'expected'), numberIn(details, 'frameCount', 'count')];
  const known =
    expected === null || count === null
      ? '프레임 수가 맞지 않습니다.'
      : `${format.number(expected)}프레임이어야 하는데 ${format.number(count)}프레임입니다.`;
  return `${known} 원본 영상이 손상되었을 수 있습니다. 아무것도 쓰지 않았습니다.`;
}

function faceNotChosen(details: ErrorDetails): string {
  const [faceNumber, faceCount] = [numberIn(details, 'faceNumber'), numberIn(details, 'faceCount')];
  if (faceNumber === null) return '그곳에는 얼굴이 없습니다. 뷰어에서 말하는 사람의 얼굴을 고르세요.';
  const there = faceCount === null ? '' : ` 영상에는 얼굴이 ${format.number(faceCount)}개 있습니다.`;
  return `얼굴 ${withParticle(faceNumber, 'topic')} 영상에 없습니다.${there} 다른 얼굴을 고르세요.`;
}

function invalidChange(details: ErrorDetails): string {
  return details.canDiffer === true
    ? '고른 파일은 원래 파일과 내용이 다릅니다. 맞는 파일임을 확실히 알 때만 그대로 쓰세요.'
    : '변경할 수 없습니다. 내용이 그 사이에 바뀌었거나 서로 맞지 않습니다. 다시 시도하세요.';
}

function diskFull(details: ErrorDetails): string {
  const freeBytes = numberIn(details, 'freeBytes');
  const known = freeBytes === null ? '디스크가 가득 찼습니다.' : `디스크에 ${format.bytes(freeBytes)}만 남아 있습니다.`;
  return `${known} 공간을 비우거나 다른 곳에 저장하세요.`;
}

function lengthMismatch(details: ErrorDetails): string {
  const [voiceSec, pictureSec] = [numberIn(details, 'voiceSec'), numberIn(details, 'pictureSec')];
  return voiceSec === null || pictureSec === null
    ? '음성과 영상의 길이가 다릅니다. 길이를 어떻게 맞출지 고르세요.'
    : `음성은 ${format.number(voiceSec, 1)}초, 영상은 ${format.number(pictureSec, 1)}초로 길이가 다릅니다. 길이를 어떻게 맞출지 고르세요.`;
}

function hdr(details: ErrorDetails): string {
  const transfer = textIn(details, 'transfer');
  return `영상이 HDR${transfer === null ? '' : `(${transfer})`}이어서 여기서는 색조를 잃게 됩니다. 편집 프로그램에서 8비트 SDR(Rec. 709)로 바꾼 뒤 더빙하세요.`;
}

function bitDepth(details: ErrorDetails): string {
  const bits = numberIn(details, 'bitDepth');
  return `${bits === null ? '영상의 색이 8비트가 아닙니다.' : `영상의 색이 ${bits}비트입니다.`} 8비트 영상만 그대로 보존됩니다. 8비트(yuv420p)로 내보낸 뒤 더빙하세요.`;
}

function silentVoice(details: ErrorDetails): string {
  const loudest = numberIn(details, 'loudestDbfs');
  const known = loudest === null ? '' : `(가장 큰 곳이 ${format.number(loudest)} dBFS)`;
  return `음성에서 아무 소리도 들리지 않습니다${known}. 맞는 파일과 트랙인지 확인하세요.`;
}

/** What a person is told about a failure, in Korean. */
export const ko: FailureWords = {
  'cli.usage': () => '명령을 이렇게 쓸 수 없습니다. facet --help를 보세요.',
  'cli.output-exists': (details) => `${file(details)}이 이미 있습니다. 다른 이름을 고르거나 바꾸기를 허락하세요.`,
  'cli.output-not-writable': (details) => `${file(details)}을 쓸 수 없습니다. 다른 곳을 고르세요.`,
  'cli.same-file': (details) =>
    `${file(details)}은 원본으로도 쓰이므로 덮어쓰면 원본을 잃습니다. 다른 이름을 고르세요.`,
  'host.unreachable': () => '스튜디오 호스트가 응답하지 않습니다. 다시 연결되면 다시 시도하세요.',
  'host.port-in-use': (details) =>
    `${withParticle(named('포트', numberIn(details, 'port')), 'object')} 이미 다른 프로그램이 쓰고 있습니다. 다른 포트를 고르세요.`,
  'host.address-unusable': () => '이 컴퓨터에서는 그 주소로 연결을 받을 수 없습니다. 다른 주소를 고르세요.',
  'host.page-not-built': () => '스튜디오 페이지가 아직 빌드되지 않았습니다. 먼저 npm run build를 실행하세요.',
  'host.upload-refused': (details) => {
    const maxBytes = numberIn(details, 'maxBytes');
    return maxBytes === null
      ? '업로드가 중단되어 아무것도 남기지 않았습니다. 다시 시도하세요.'
      : `파일이 너무 큽니다. 이 호스트는 ${format.bytes(maxBytes)}까지 받습니다.`;
  },
  'job.cancelled': () => '취소했습니다.',
  'media.not-found': (details) => `${file(details)}을 찾을 수 없습니다. 옮기거나 지웠는지 확인하고 다시 고르세요.`,
  'media.not-readable': (details) =>
    `${file(details)}을 읽을 수 없습니다. 폴더나 장치가 아닌 파일인지, 읽기 권한이 있는지 확인하세요.`,
  'media.not-media': (details) =>
    `${file(details)}은 Facet이 열 수 있는 형식이 아니거나 비어 있습니다. 다른 파일을 고르세요.`,
  'media.truncated': truncated,
  'media.no-video': (details) => `${file(details)}에 화면이 없습니다. 영상 파일을 고르세요.`,
  'media.still-picture': (details) => `${file(details)}: 영상이 아니라 정지 사진이라서 자체 길이가 없습니다.`,
  'media.no-audio': (details) => `${file(details)}에 소리가 없습니다. 음성이 있는 파일을 고르세요.`,
  'media.unsupported-codec': (details) =>
    `${file(details)}은 이 ffmpeg로 풀 수 없는 형식입니다. H.264로 바꾼 뒤 쓰세요.`,
  'media.unsupported-bit-depth': bitDepth,
  'media.hdr-not-supported': hdr,
  'media.frame-count-changed': frameCountChanged,
  'media.ffmpeg-failed': (details) =>
    `ffmpeg가 ${file(details)}을 읽지 못했습니다. 파일을 다시 복사하거나 H.264로 바꿔 보세요.`,
  'media.ffmpeg-not-found': () =>
    '쓸 수 있는 ffmpeg가 없습니다. ffmpeg 5.1 이상(libx264와 aac 포함)을 설치하거나 FFMPEG_PATH를 바로잡으세요.',
  'media.silent-voice': silentVoice,
  'analysis.no-face': () =>
    '영상에서 얼굴을 찾지 못했습니다. 말하는 사람이 정면에서, 너무 작지 않고 밝게 나오는 영상을 쓰세요.',
  'analysis.face-not-chosen': faceNotChosen,
  'analysis.face-too-small': () =>
    '얼굴이 너무 작아 입을 바꿀 수 없습니다. 더 큰 영상이나 더 가까이 찍은 장면을 쓰세요.',
  'analysis.profile-only': () => '얼굴이 내내 옆으로 돌아가 있어 입술을 바꿀 수 없습니다. 정면에서 찍은 장면을 쓰세요.',
  'edit.invalid-range': () => '구간에 프레임이 없습니다. 끝이 시작보다 뒤에 있고 영상 안에 있는지 확인하세요.',
  'edit.unknown-handle': (details) =>
    `이 요소에는 ${textIn(details, 'handle') ?? '그런'} 핸들이 없습니다. 다른 핸들을 고르세요.`,
  'project.not-found': (details) =>
    details.snapshotId === undefined
      ? `${withParticle(project(details), 'object')} 찾을 수 없습니다. 옮기거나 지웠는지 확인하세요.`
      : '그 이전 버전은 이제 없습니다. 다른 버전을 고르세요.',
  'project.exists': (details) =>
    `${withParticle(project(details), 'subject')} 이미 있습니다. 그것을 열거나 다른 이름을 고르세요.`,
  'project.not-a-project': (details) => `${file(details)}은 Facet 프로젝트가 아닙니다. .facet 파일을 고르세요.`,
  'project.too-new': (details) =>
    `${withParticle(project(details), 'topic')} 더 새로운 Facet에서 저장되었습니다. 열려면 Facet을 업데이트하세요. 바뀐 것은 없습니다.`,
  'project.damaged': (details) =>
    `${withParticle(project(details), 'subject')} 손상되어 읽을 수 없습니다. 파일은 그대로 두었습니다.`,
  'project.read-only': () => '이 프로젝트는 읽기 전용으로 열려 있습니다. 바꾸려면 사본을 저장하세요.',
  'project.invalid-change': invalidChange,
  'project.not-open': () => '이 프로젝트는 닫혀 있습니다. 다시 여세요.',
  'project.no-video': () => '프로젝트에 아직 영상이 없습니다. 먼저 영상을 추가하세요.',
  'project.asset-missing': (details) => {
    const count = numberIn(details, 'count');
    return count !== null && count > 1
      ? `프로젝트의 파일 ${format.number(count)}개가 없어졌거나 바뀌었습니다. 먼저 파일의 위치를 찾아 주세요.`
      : '프로젝트의 파일이 없어졌거나 바뀌었습니다. 먼저 파일의 위치를 찾아 주세요.';
  },
  'engine.crashed': () => '엔진이 멈춰 다시 시작합니다. 하던 작업은 다시 해야 합니다.',
  'engine.not-started': () => '엔진을 시작할 수 없습니다. 이유는 모델과 엔진에서 보세요.',
  'synthesis.factor-length-mismatch': () => '요소 트랙의 길이가 서로 다릅니다. 영상을 다시 분석하세요.',
  'synthesis.atlas-empty': () =>
    '이 얼굴의 입을 바꿀 수 있는 프레임이 없습니다. 다른 얼굴이나 영상의 다른 부분을 고르세요.',
  'synthesis.voice-length-mismatch': lengthMismatch,
  'synthesis.no-portrait': () => '이 얼굴이 또렷하게 보이는 프레임이 없습니다. 다른 얼굴이나 영상을 고르세요.',
  'models.not-found': (details) => {
    const packId = textIn(details, 'packId');
    return packId === null
      ? '모델 파일이 없습니다. Facet을 다시 설치하세요.'
      : `이 컴퓨터에 모델 팩이 설치되어 있지 않습니다(${packId}). 설치하거나 다른 팩을 고르세요.`;
  },
  'models.damaged': (details) => {
    const name = fileNameIn(details);
    return `모델 파일이 손상되었습니다${name === null ? '' : `(${name})`}. Facet을 다시 설치하세요.`;
  },
  'models.unsupported': () =>
    '이 모델은 이 버전의 Facet이 읽을 수 없는 형식입니다. 새 버전을 설치하거나 다른 모델을 쓰세요.',
  'models.provider-missing': (details) =>
    `${withParticle(named('실행 장치', textIn(details, 'wanted')), 'object')} 여기서 쓸 수 없습니다. cpu나 auto를 고르세요.`,
  'models.pack-exists': (details) => {
    const packId = textIn(details, 'packId');
    return `같은 이름의 팩이 이미 있습니다${packId === null ? '' : `(${packId})`}. 다른 이름을 쓰거나 바꿔 넣으세요.`;
  },
  'models.in-use': (details) => {
    const projects = textIn(details, 'projects');
    return `열려 있는 프로젝트에서 이 팩을 쓰고 있습니다${projects === null ? '' : `(${projects})`}. 프로젝트를 닫거나 거기서 다른 팩을 고르세요.`;
  },
  'models.checkpoint-missing': (details) => {
    const name = fileNameIn(details);
    return `그 폴더에 체크포인트 파일이 없습니다${name === null ? '' : `(${name})`}. 공식 파일 네 개가 모두 있어야 합니다.`;
  },
  'models.checkpoint-damaged': (details) => {
    const name = fileNameIn(details);
    return `체크포인트 파일이 온전하지 않거나 체크포인트가 아닙니다${name === null ? '' : `(${name})`}. 다시 내려받으세요.`;
  },
  'models.checkpoint-unsafe': (details) => {
    const name = fileNameIn(details);
    return `체크포인트 파일이 코드를 실행하려고 해서 읽지 않았습니다${name === null ? '' : `(${name})`}. 공식 파일을 내려받으세요.`;
  },
  'models.checkpoint-mismatch': (details) => {
    const name = fileNameIn(details);
    return `체크포인트 파일에 있어야 할 네트워크가 없습니다${name === null ? '' : `(${name})`}. 공식 파일을 고르세요.`;
  },
  'export.disk-full': diskFull,
  'export.folder-missing': (details) => `${folder(details)}가 없습니다. 먼저 만들거나 다른 곳을 고르세요.`,
  'export.not-writable': (details) => {
    const name = fileNameIn(details);
    return `${name === null ? '그곳' : name}에 쓸 수 없습니다. 다른 폴더나 .mp4로 끝나는 다른 이름을 고르세요.`;
  },
  'export.encoder-failed': () => '인코더가 멈췄습니다. 다른 품질로 다시 시도하세요.',
  bug: () => 'Facet 내부에서 문제가 생겼습니다. 프로젝트는 안전하니 다시 시도하세요.',
};
