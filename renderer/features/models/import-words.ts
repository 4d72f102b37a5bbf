import type { ErrorCode } from '../../../core/errors.ts';
import type { Words } from '../../state/strings/words.ts';

const networks: Record<string, string> = {
  appearance: 'Appearance',
  motion: 'Motion',
  audio: 'Voice',
  generator: 'Generator',
};

const advice: Partial<Record<ErrorCode, string>> = {
  'models.checkpoint-missing': 'Put all four files into one folder, with the names that the authors gave them.',
  'models.checkpoint-damaged': 'Unpack or download it again, and compare its size with the original’s.',
  'models.checkpoint-unsafe': 'Weights need no code. Take the authors’ own file, and do not load this one elsewhere.',
  'models.checkpoint-mismatch':
    'It belongs to another network or another version. Take the official file of this name.',
  'models.damaged': 'What was written does not read back. Check the disk, then import again.',
  'export.disk-full': 'Make room and import again. Nothing half-written is left.',
  'export.not-writable': 'The folder of the packs has to be writable for Facet.',
};

const en = {
  call: 'Import PD-FGC weights…',
  callSentence: 'Make a pack of the paper’s own checkpoint files. Python is not needed.',
  title: 'Import PD-FGC weights',
  intro:
    'Facet makes a model pack of the four files that the authors of PD-FGC published. No network is used, and nothing in the files is run.',
  source:
    'The files come as checkpoints.tar with the authors’ program, PD-FGC-inference: its README says where. Unpack it and choose the folder. They are under CC-BY-4.0: name the authors when you publish what you make.',
  folder: 'Folder',
  folderPlaceholder: 'The folder with the four .pth files',
  choose: 'Choose…',
  files: 'Expected files',
  there: (size: string) => size,
  notThere: 'not in this folder',
  noFolder: 'no folder chosen yet',
  name: 'Name',
  nameProblems: {
    malformed: 'Small letters, digits and hyphens, at most 40.',
    reserved: 'This name belongs to a pack that comes with Facet.',
  },
  replaces: 'There is a pack of this name. It is replaced when the new one is whole.',
  precision: 'Precision',
  precisions: { fp32: 'Full', fp16: 'Half' },
  precisionMeanings: {
    fp32: 'The numbers as published (32 bits).',
    fp16: 'Rounded to 16 bits: half the disk space, pictures may differ slightly.',
  },
  begin: 'Import',
  replace: 'Replace',
  back: 'Back',
  steps: { read: 'Reading', write: 'Writing', verify: 'Checking' },
  stepOf: (step: string, network: string) => `${step} ${network}`,
  bytesOf: (done: string, all: string) => `${done} of ${all}`,
  left: (time: string) => `about ${time} left`,
  starting: 'Looking at the files…',
  running: (name: string) => `Importing ${name}`,
  goesOn: 'This goes on when you close the window.',
  cancel: 'Cancel import',
  show: 'Show',
  cancelled: 'The import was cancelled. Nothing of it is left.',
  states: { done: 'done', now: 'under way', waiting: 'waiting' },
  networks,
  doneTitle: (name: string) => `${name} is ready`,
  doneSentence: (size: string, time: string, memory: string) => `${size} in ${time}, with at most ${memory} of memory.`,
  network: 'Network',
  used: 'Tensors used',
  dropped: 'Left out',
  size: 'Size',
  droppedHint: 'What is left out is never read when pictures are made.',
  useHere: 'Use in this project',
  finish: 'Done',
  failed: 'The weights could not be imported',
  exists: (name: string) => `${name} is there already: replace?`,
  advice,
};

const ko: typeof en = {
  call: 'PD-FGC 가중치 가져오기…',
  callSentence: '논문의 체크포인트 파일로 팩을 만듭니다. Python은 필요하지 않습니다.',
  title: 'PD-FGC 가중치 가져오기',
  intro:
    'PD-FGC 저자들이 공개한 파일 네 개로 모델 팩을 만듭니다. 네트워크를 쓰지 않으며 파일 안의 어떤 것도 실행하지 않습니다.',
  source:
    '파일은 저자들의 프로그램 PD-FGC-inference와 함께 checkpoints.tar로 제공됩니다. 받는 곳은 README에 있습니다. 압축을 풀고 그 폴더를 고르세요. CC-BY-4.0이므로 결과물을 공개할 때 저자를 밝히세요.',
  folder: '폴더',
  folderPlaceholder: '.pth 파일 네 개가 있는 폴더',
  choose: '고르기…',
  files: '필요한 파일',
  there: (size) => size,
  notThere: '이 폴더에 없음',
  noFolder: '아직 폴더를 고르지 않음',
  name: '이름',
  nameProblems: {
    malformed: '영문 소문자, 숫자, 하이픈으로 40자까지 쓸 수 있습니다.',
    reserved: 'Facet에 들어 있는 팩의 이름입니다.',
  },
  replaces: '같은 이름의 팩이 있습니다. 새 팩이 완성되면 바뀝니다.',
  precision: '정밀도',
  precisions: { fp32: '전체', fp16: '절반' },
  precisionMeanings: {
    fp32: '공개된 수 그대로 (32비트).',
    fp16: '16비트로 반올림합니다. 용량은 절반이고 화면이 조금 다를 수 있습니다.',
  },
  begin: '가져오기',
  replace: '바꾸기',
  back: '뒤로',
  steps: { read: '읽는 중', write: '쓰는 중', verify: '확인 중' },
  stepOf: (step, network) => `${network} ${step}`,
  bytesOf: (done, all) => `${all} 중 ${done}`,
  left: (time) => `약 ${time} 남음`,
  starting: '파일을 살펴보는 중…',
  running: (name) => `${name} 가져오는 중`,
  goesOn: '창을 닫아도 계속됩니다.',
  cancel: '가져오기 취소',
  show: '보기',
  cancelled: '가져오기를 취소했습니다. 남은 것은 없습니다.',
  states: { done: '끝남', now: '진행 중', waiting: '기다림' },
  networks: { appearance: '외모', motion: '움직임', audio: '음성', generator: '생성기' },
  doneTitle: (name) => `${name} 준비됨`,
  doneSentence: (size, time, memory) => `${size}, ${time} 걸림, 메모리는 최대 ${memory} 사용.`,
  network: '네트워크',
  used: '쓴 텐서',
  dropped: '뺀 텐서',
  size: '크기',
  droppedHint: '뺀 것은 화면을 만들 때 읽지 않습니다.',
  useHere: '이 프로젝트에서 사용',
  finish: '완료',
  failed: '가중치를 가져오지 못했습니다',
  exists: (name) => `${name} 팩이 이미 있습니다. 바꿀까요?`,
  advice: {
    'models.checkpoint-missing': '파일 네 개를 저자들이 붙인 이름 그대로 한 폴더에 두세요.',
    'models.checkpoint-damaged': '다시 풀거나 내려받아 원본과 크기를 비교하세요.',
    'models.checkpoint-unsafe':
      '가중치에는 코드가 필요 없습니다. 저자들의 파일을 쓰고, 이 파일은 다른 곳에서도 열지 마세요.',
    'models.checkpoint-mismatch': '다른 네트워크나 다른 버전의 파일입니다. 이 이름의 공식 파일을 쓰세요.',
    'models.damaged': '쓴 것을 다시 읽을 수 없습니다. 디스크를 점검하고 다시 가져오세요.',
    'export.disk-full': '공간을 비우고 다시 가져오세요. 쓰다 만 것은 남지 않습니다.',
    'export.not-writable': 'Facet이 팩 폴더에 쓸 수 있어야 합니다.',
  },
};

/** Texts of the import of checkpoint files. */
export const importWords: Words<typeof en> = { en, ko };
