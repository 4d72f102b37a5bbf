import type { SayingCode, SayingValues } from '../../../../core/saying.ts';
import { formatOf } from '../format.ts';
import { withParticle } from '../korean-particle.ts';

/** A sentence for every code of `core/saying.ts`. English needs no such table: its sentence comes along. */
export type SayingWords = {
  readonly [Code in SayingCode]: (values: SayingValues<Code>) => string;
};

const format = formatOf('ko');
const seconds = (value: number) => `${format.number(value, 1)}초`;
const lineName = ({ text, startSec }: { readonly text: string; readonly startSec: number }) =>
  text === '' ? `${seconds(startSec)}에 있는 대사` : `대사 “${text}”`;

/** What the host and the engine say, in Korean. */
export const ko: SayingWords = {
  'analysis.no-face': () =>
    '이 영상에서 얼굴을 찾지 못했습니다. 말하는 사람이 정면에서, 너무 작지 않고 밝게 나오는 영상을 쓰세요.',
  'analysis.frames-without-face': ({ count, total }) =>
    `${format.number(total)}프레임 중 ${format.number(count)}프레임에 얼굴이 보이지 않습니다. 그 프레임은 그대로 둡니다.`,
  'analysis.face-too-small': ({ iodPx, neededPx }) =>
    `얼굴이 너무 작습니다. 두 눈 사이가 ${format.number(iodPx)}px인데 ${format.number(neededPx)}px 이상이어야 합니다. 더 큰 영상이나 더 가까이 찍은 장면을 쓰세요.`,
  'analysis.profile-only': ({ degrees }) =>
    `얼굴이 내내 카메라에서 ${degrees}도 넘게 돌아가 있어 입술을 바꿀 수 없습니다. 정면에서 찍은 장면을 쓰세요.`,
  'analysis.small-frames': ({ count }) =>
    `${format.number(count)}프레임에서 얼굴이 너무 작아 그곳의 입은 그대로 둡니다.`,
  'analysis.turned-away': ({ degrees, count }) =>
    `${format.number(count)}프레임에서 얼굴이 ${degrees}도 넘게 돌아가 있어 그곳의 입은 그대로 둡니다.`,
  'analysis.small-face': ({ iodPx }) =>
    `얼굴이 작습니다. 두 눈 사이가 ${format.number(iodPx)}px입니다. 새 입은 원본 화면보다 선명해지지 않습니다.`,
  'analysis.mouth-never-opens': () =>
    '이 영상에서는 입을 벌리는 모습이 나오지 않습니다. 그래서 치아와 혀는 본인의 것이 아닌 일반적인 것을 씁니다.',
  'analysis.dark': ({ count }) =>
    `${format.number(count)}프레임에서 얼굴이 매우 어둡습니다. 입 주변에 노이즈가 생길 수 있습니다.`,
  'analysis.blurred': ({ count }) =>
    `${format.number(count)}프레임에서 얼굴이 흐립니다. 새 입도 가능한 곳에서는 그만큼 부드럽게 맞춥니다.`,
  'analysis.mouth-covered': ({ count }) =>
    `${format.number(count)}프레임에서 무언가가 입을 가리는 것 같습니다. 그곳을 확인하고, 손이나 마이크가 가리면 강도를 0으로 하세요.`,
  'analysis.several-faces': ({ count }) =>
    `얼굴이 ${count}개 보입니다. 더빙할 얼굴을 고르세요. 나머지는 그대로 둡니다.`,
  'analysis.cuts': ({ count }) =>
    `영상에 컷이 ${format.number(count)}개 있습니다. 컷이 바뀔 때마다 얼굴을 새로 추적합니다.`,
  'analysis.short-video': ({ durationSec }) => `영상이 ${seconds(durationSec)}로 짧아 본인의 입 모양이 얼마 없습니다.`,
  'export.file-missing': ({ name }) => `${name} 파일이 없어졌거나 바뀌었습니다. 먼저 파일의 위치를 찾아 주세요.`,
  'export.no-room': ({ freeBytes, neededBytes }) =>
    `디스크에 ${format.bytes(freeBytes)}가 남아 있는데 파일에는 약 ${format.bytes(neededBytes)}가 필요합니다. 공간을 비우거나 다른 곳에 저장하세요.`,
  'export.nothing-changes': () => '얼굴에 놓인 음성도 편집도 없습니다. 화면은 원본 그대로입니다.',
  'export.not-analysed': () => '영상을 아직 분석하지 않았습니다. 먼저 분석합니다.',
  'export.face-absent': ({ faceNumber }) =>
    `얼굴 ${withParticle(faceNumber, 'topic')} 화면에 없습니다. 대사와 편집을 다른 얼굴로 옮기세요.`,
  'export.face-not-drivable': ({ faceNumber }) =>
    `얼굴 ${withParticle(faceNumber, 'topic')} 바꿀 수 있을 만큼 잘 보이는 곳이 없어 그대로 둡니다.`,
  'export.line-without-voice': (line) => `${lineName(line)}에 아직 음성이 없어 소리도 나지 않고 바뀌는 것도 없습니다.`,
  'export.line-outside': (line) => `${lineName(line)}: 영상의 범위를 벗어나 들리지 않습니다.`,
  'export.line-cut': ({ cutSec, isAtEnd, ...line }) =>
    isAtEnd
      ? `${lineName(line)}: 영상의 끝을 넘어 마지막 ${seconds(cutSec)}가 들리지 않습니다.`
      : `${lineName(line)}: 영상보다 먼저 시작해 처음 ${seconds(cutSec)}가 들리지 않습니다.`,
  'export.face-not-seen': ({ faceNumber, ...line }) =>
    `${lineName(line)}: 얼굴 ${withParticle(faceNumber, 'subject')} 화면에 없을 때 들립니다.`,
  'export.lines-overlap': ({ faceNumber, overlapSec, startSec }) =>
    `얼굴 ${faceNumber}의 두 대사가 ${seconds(startSec)}에서 ${seconds(overlapSec)} 동안 겹칩니다. 둘 다 들립니다.`,
  'export.pack-damaged': ({ packId }) =>
    `모델 팩을 읽을 수 없습니다(${packId}). 다시 가져오거나 프로젝트에서 다른 팩을 고르세요.`,
  'export.still-needs-generator': ({ name, packId }) =>
    `${withParticle(name, 'topic')} 정지 사진이라 지금 고른 팩(${packId})으로는 움직일 수 없습니다. 프로젝트에서 생성형 팩을 고르세요. 팩은 모델과 엔진에서 공식 체크포인트로 만듭니다.`,
  'export.edits-left-out': ({ faceNumber, count, packId }) =>
    `얼굴 ${faceNumber}의 편집 ${format.number(count)}개는 이 팩(${packId})이 할 수 없어 빠집니다. 요소 전체에 대한 세기, 부드럽게, 고정, 바꾸기, 섞기만 할 수 있습니다.`,
  'plan.still-format': ({ durationSec, frameCount, widthPx, heightPx, rate }) =>
    `정지 사진을 ${format.number(durationSec, 1)}초 동안 보여 줍니다: ${format.number(frameCount)}프레임, ${widthPx} × ${heightPx}, 초당 ${rate}프레임이며 H.264와 AAC로 된 MP4 파일을 만듭니다.`,
  'plan.pack': ({ packId, licence, provider }) =>
    `화면은 모델 팩 “${packId}”${provider === '' ? '' : `(${provider === 'cpu' ? '프로세서' : provider})`}로 만듭니다(라이선스 ${licence}). 결과물에 적용되는 조건을 확인하세요.`,
  'plan.rough-time': () => '걸리는 시간은 어림값입니다. 이 팩으로 이 컴퓨터에서 만든 것이 아직 없습니다.',
  'plan.no-sound': () => '놓인 음성이 없어 아무 소리도 들리지 않습니다.',
  'plan.format': ({ frameCount, widthPx, heightPx, rate, isVariable }) =>
    `원본과 같이 ${format.number(frameCount)}프레임, ${widthPx} × ${heightPx}, ${isVariable ? '평균 ' : ''}초당 ${rate}프레임이며 H.264와 AAC로 된 MP4 파일을 만듭니다.`,
  'plan.face': ({ name, faceNumber, lines, edits }) => {
    const parts = [
      ...(lines === 0 ? [] : [`대사 ${format.number(lines)}개`]),
      ...(edits === 0 ? [] : [`편집 ${format.number(edits)}개`]),
    ];
    return `${name === '' ? `얼굴 ${faceNumber}` : name}: ${parts.join(', ')}를 적용합니다.`;
  },
  'plan.changed-frames': ({ count }) =>
    `${format.number(count)}프레임이 바뀔 수 있습니다. 나머지 프레임의 픽셀은 그대로입니다.`,
  'plan.only-voices': () => '놓인 음성만 들립니다.',
  'plan.original-sound': ({ soundDb, hasVoices }) =>
    `${hasVoices ? '음성과 함께 ' : ''}원본 소리가 ${soundDb === 0 ? '' : `${format.signed(soundDb)} dB로 `}들립니다.`,
  'plan.marked': () => '파일의 태그에 얼굴이 바뀌었다는 표시가 들어갑니다.',
  'plan.unmarked': () => '파일에 얼굴이 바뀌었다는 표시가 들어가지 않습니다.',
  'import.still-pack-chosen': ({ name, packId }) =>
    `${withParticle(name, 'topic')} 정지 사진입니다. 이 프로젝트는 이제 모델 팩 “${packId}”의 생성기로 화면을 만듭니다.`,
  'import.still-needs-pack': ({ name }) =>
    `${withParticle(name, 'topic')} 정지 사진이라 생성형 모델 팩이 있어야 움직일 수 있습니다. 모델과 엔진에서 공식 체크포인트로 팩을 만드세요.`,
  'adaptation.learned': ({ speechSec, before, after }) =>
    `본인의 말 ${seconds(speechSec)}에서 학습했습니다. 따로 둔 말에서 입이 음성을 따르는 정도(r)가 ${format.number(before, 2)}에서 ${withParticle(format.number(after, 2), 'way')} 바뀌었습니다.`,
  'adaptation.average': ({ speechSec }) =>
    `본인의 말 ${seconds(speechSec)}에서 평균 입 모양을 학습했습니다. 그 이상은 따로 둔 말에서 도움이 되지 않았습니다.`,
  'adaptation.little-speech': ({ speechSec, neededSec }) =>
    `입이 보이고 소리가 들리는 본인의 말이 ${seconds(speechSec)}뿐입니다. 학습하려면 ${format.number(neededSec)}초가 필요합니다.`,
  'adaptation.no-match': () => '영상의 소리가 이 사람의 입술과 맞지 않아 학습하지 않습니다.',
  'adaptation.no-gain': () => '본인의 말에서 학습해도 따로 둔 말에서 입술이 더 가까워지지 않아 일반 예측을 씁니다.',
  'adaptation.no-speech': () => '영상에 말소리가 없거나 쓰지 않기로 해서 학습한 것이 없습니다.',
  'voice.not-heard': ({ count }) => `음성 ${count}개가 들리지 않아 입술을 움직이지 않습니다.`,
  'voice.no-mouth': () => '입을 바꿀 수 있는 프레임이 없어 그대로 둡니다. 다른 얼굴이나 영상을 고르세요.',
  'voice.clipped': ({ percent }) =>
    `음성이 찌그러졌습니다(큰 소리의 ${format.number(percent, 1)}%). 입술이 덜 정확할 수 있으니 크기를 낮춰 다시 내보내세요.`,
  'voice.quiet': ({ loudestDbfs }) =>
    `음성이 매우 작습니다(가장 큰 곳이 ${format.number(loudestDbfs)} dBFS). 소리를 키우면 잡음도 함께 커집니다.`,
  'voice.no-speech': () => '음성에서 말소리를 찾지 못했습니다. 입술은 쉬는 상태로 둡니다.',
  'job.interrupted': () => '내보내기가 중단되었습니다. 계속하면 끝난 부분 다음부터 이어 가고, 아니면 취소하세요.',
  'job.engine-restarted': () => '엔진이 멈춰 다시 시작했습니다. 작업을 계속합니다.',
  'job.export-changed': ({ changedFrames, frameCount, encoder }) =>
    `${format.number(frameCount)}프레임 중 ${format.number(changedFrames)}프레임을 바꾸고 ${encoder} 인코더로 썼습니다.`,
  'job.voice-not-heard': ({ faceNumber }) =>
    `얼굴 ${faceNumber}의 음성 하나가 들리지 않아 그곳의 입술은 그대로 둡니다.`,
  'job.edits-left-out': ({ faceNumber, count, packId }) =>
    `얼굴 ${faceNumber}의 편집 ${format.number(count)}개는 적용하지 않습니다. 이 팩(${packId})은 요소 전체만 다루며 그런 핸들이 없습니다.`,
  'job.network-costs': (cost) =>
    `신경망 실행 시간(${cost.provider}): 움직임 ${format.number(cost.motionItems)}장, 장당 ${format.number(cost.motionMs, 1)}ms; ` +
    `소리 ${format.number(cost.soundItems)}구간, 구간당 ${format.number(cost.soundMs, 1)}ms; ` +
    `생성 ${format.number(cost.generatorItems)}장, 장당 ${format.number(cost.generatorMs, 1)}ms가 걸렸습니다.`,
  'project.pack-absent': ({ packId }) =>
    `이 프로젝트가 쓰는 모델 팩이 이 컴퓨터에 설치되어 있지 않습니다(${packId}). 설치하거나 프로젝트에서 다른 팩을 고르세요.`,
  'project.damaged-file': ({ isRestorable, snapshotMs }) =>
    `프로젝트 파일이 손상되어 읽기 전용으로 열었습니다. ${
      isRestorable
        ? `${format.date(snapshotMs)}의 이전 버전은 온전하며 그것으로 되돌릴 수 있습니다. 손상된 파일은 그대로 둡니다.`
        : '남은 내용으로 계속하려면 사본을 저장하세요.'
    }`,
  'project.shown-from-copy': ({ snapshotMs }) =>
    `프로젝트 파일을 읽을 수 없어 ${format.date(snapshotMs)}의 이전 버전을 보여 줍니다. 그것으로 되돌릴 수 있으며 손상된 파일은 그대로 둡니다.`,
  'project.open-elsewhere': ({ processId, host }) =>
    `다른 Facet(${host}, 프로세스 ${processId})에서 이 프로젝트를 열고 있습니다. 볼 수는 있지만 바꿀 수는 없습니다.`,
  'project.not-writable': () =>
    '프로젝트나 그 폴더에 쓸 수 없습니다. 볼 수는 있으며, 바꾸려면 다른 곳에 사본을 저장하세요.',
  'project.blank-name': () => '프로젝트 이름이 빈칸으로 끝납니다. 편집하려면 이름을 바꾸세요.',
  'project.foreign-journal': () =>
    '프로젝트 옆에 Facet의 것이 아닌 -journal 파일이 있습니다. 다른 곳으로 옮긴 뒤 프로젝트를 다시 여세요.',
  'project.cannot-be-edited': ({ isOlder }) =>
    `${isOlder ? '이전 형식의 프로젝트를 바꾸지 못해' : '프로젝트에 쓸 수 없어'} 읽기 전용으로 열었습니다. 바꾸려면 사본을 저장하세요.`,
  'project.became-damaged': () => '프로젝트 파일이 손상되어 더는 쓰지 않습니다. 사본을 저장하세요.',
  'project.taken-over': () => '다른 Facet이 이 프로젝트를 넘겨받았습니다. 계속하려면 닫았다가 다시 여세요.',
  'project.changed-elsewhere': () => '다른 프로그램이 이 프로젝트를 바꾸었습니다. 다시 여세요.',
  'project.no-safety-copy': () => '프로젝트의 이전 버전을 남기지 못했습니다. 프로젝트 자체는 안전합니다.',
  'project.history-damaged': () => '오래된 작업 내역이 손상되어 지웠습니다. 프로젝트 자체는 그대로입니다.',
  'engine.stopped': () => '엔진이 예기치 않게 멈춰 다시 시작했습니다.',
  'engine.not-started': () =>
    '엔진을 시작할 수 없습니다. 모델과 엔진에서 다른 실행 장치를 고르거나 Facet을 다시 설치하세요.',
  'engine.gave-up': () => '엔진이 너무 자주 멈춰 저절로 다시 시작하지 않습니다. 모델과 엔진에서 다시 시작하세요.',
  'engine.on-processor': ({ provider }) =>
    `엔진을 ${provider} 장치에서 시작할 수 없어 프로세서에서 실행합니다. 다시 시도하려면 ${provider} 장치를 다시 고르세요.`,
};
