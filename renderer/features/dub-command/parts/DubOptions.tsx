import { useId } from 'react';
import { TextField } from '../../../ui/TextField.tsx';
import type { DubForm } from '../command-line.ts';

interface DubOptionsProps {
  readonly form: DubForm;
  readonly change: (part: Partial<DubForm>) => void;
  readonly rangesProblem: string | null;
}

export function DubOptions({ form, change, rangesProblem }: DubOptionsProps) {
  const faceId = useId();
  const strengthId = useId();
  return (
    <div className="dub-options">
      <div className="field">
        <label className="field-label" htmlFor={faceId}>
          Face
        </label>
        <select
          id={faceId}
          className="field-input"
          value={form.face}
          onChange={(event) => change({ face: event.target.value === 'all' ? 'all' : 'prominent' })}
        >
          <option value="prominent">The most prominent</option>
          <option value="all">Everybody</option>
        </select>
      </div>
      <TextField
        label="Where (empty: everywhere)"
        value={form.ranges}
        placeholder="1:02-1:10, 1:30-1:32"
        problem={rangesProblem}
        onChange={(ranges) => change({ ranges })}
      />
      <div className="field">
        <label className="field-label dub-strength" htmlFor={strengthId}>
          <span>Lip strength</span>
          <output htmlFor={strengthId}>{form.strengthPercent} %</output>
        </label>
        <input
          id={strengthId}
          className="slider"
          type="range"
          min={0}
          max={100}
          step={5}
          value={form.strengthPercent}
          onChange={(event) => change({ strengthPercent: Number(event.target.value) })}
        />
      </div>
    </div>
  );
}
