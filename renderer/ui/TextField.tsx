import { useId } from 'react';
import type { ReactNode } from 'react';

interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly placeholder?: string;
  readonly onChange: (value: string) => void;
  /** Enter, or leaving the field. */
  readonly onCommit?: (() => void) | undefined;
  /** What is wrong with the value, or null. */
  readonly problem?: string | null;
  readonly hint?: string | undefined;
  readonly isLabelHidden?: boolean;
  readonly isDisabled?: boolean;
  /** More than one line. */
  readonly rows?: number | undefined;
  readonly trailing?: ReactNode;
  readonly autoFocus?: boolean;
}

export function TextField(props: TextFieldProps) {
  const { label, value, placeholder, onChange, onCommit, problem = null, hint, rows } = props;
  const id = useId();
  const note = problem ?? hint ?? null;
  const shared = {
    id,
    className: 'field-input',
    value,
    placeholder,
    spellCheck: rows !== undefined,
    autoComplete: 'off',
    disabled: props.isDisabled,
    autoFocus: props.autoFocus,
    'aria-invalid': problem !== null,
    'aria-describedby': note === null ? undefined : `${id}-note`,
    onBlur: onCommit,
  };
  return (
    <div className="field">
      <label className={props.isLabelHidden === true ? 'visually-hidden' : 'field-label'} htmlFor={id}>
        {label}
      </label>
      <div className="field-line">
        {rows === undefined ? (
          <input
            {...shared}
            onChange={(event) => onChange(event.target.value)}
            // Without somebody who takes the value, Enter is the form's.
            onKeyDown={(event) => event.key === 'Enter' && onCommit !== undefined && event.currentTarget.blur()}
          />
        ) : (
          <textarea {...shared} rows={rows} onChange={(event) => onChange(event.target.value)} />
        )}
        {props.trailing}
      </div>
      {note !== null && (
        <span id={`${id}-note`} className={problem === null ? 'field-hint' : 'field-problem'}>
          {note}
        </span>
      )}
    </div>
  );
}
