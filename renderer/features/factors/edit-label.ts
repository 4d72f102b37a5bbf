import type { FactorEdit } from '../../../core/edit/factor-edit.ts';
import type { Format } from '../../state/strings/format.ts';
import { displayOf, handleOf } from './handle-display.ts';

/** The number that an edit is about, as it is shown in lists; empty where there is none worth it. */
export function editAmountText(edit: FactorEdit, format: Format, frameSec: number): string {
  const display = displayOf(handleOf(edit.factor, edit.handle));
  const unit = display.unit === 'px' ? ' px' : display.unit;
  switch (edit.kind) {
    case 'gain':
      return `× ${format.number(edit.gain, 2)}`;
    case 'offset':
      return `${format.signed(edit.amount * display.factor, display.decimals)}${unit}`;
    case 'smooth':
      return `σ ${format.number(edit.sigmaSec / frameSec, 1)}`;
    case 'blend':
      return format.percent(edit.share);
    case 'keyframes': {
      const [first, last] = [edit.keyframes[0], edit.keyframes[edit.keyframes.length - 1]];
      const text = (value: number) => format.number(value * display.factor, display.decimals);
      return first === last ? `${text(first.value)}${unit}` : `${text(first.value)} → ${text(last.value)}${unit}`;
    }
    case 'freeze':
    case 'replace':
      return '';
  }
}
