import { withParticle } from '../../state/strings/korean-particle.ts';
import type { Words } from '../../state/strings/words.ts';

const en = {
  title: 'How well it fits',
  good: 'Nothing stands in the way of a good dub.',
  severities: { blocker: 'Must be solved', warning: 'Limits the result', note: 'Good to know' },
  goTo: (timecode: string) => `Go to ${timecode}`,
  more: (count: number) => `${count} more places`,
  of: (name: string) => `${name}: `,
  faceName: (number: number) => `Face ${number}`,
  stillNeedsPack: 'A still picture has no other mouths to take: it moves with a pack that draws the face anew.',
  choosePack: 'Choose the pack…',
  getPack: 'Import PD-FGC weights…',
};

const ko: typeof en = {
  title: '더빙 적합도',
  good: '좋은 더빙을 막는 것이 없습니다.',
  severities: { blocker: '해결해야 함', warning: '결과를 제한함', note: '알아두세요' },
  goTo: (timecode) => `${withParticle(timecode, 'way')} 이동`,
  more: (count) => `${count}곳 더`,
  of: (name) => `${name}: `,
  faceName: (number) => `얼굴 ${number}`,
  stillNeedsPack: '정지 사진에는 가져올 다른 입 모양이 없습니다. 얼굴을 새로 그리는 팩을 쓰면 움직입니다.',
  choosePack: '팩 고르기…',
  getPack: 'PD-FGC 가중치 가져오기…',
};

/** Texts of the fit report. */
export const fitWords: Words<typeof en> = { en, ko };
