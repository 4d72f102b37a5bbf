import type { z } from 'zod';
import type { ErrorCode } from '../core/errors.ts';

/** 'query' reads and answers once; 'command' changes something and answers once; 'stream' answers with any number of items and then ends. */
export type ProcedureKind = 'query' | 'command' | 'stream';

/** What a procedure is asked with, what it answers (one value, or each item of a stream), and how it can fail. */
export interface ProcedureShape<Input extends z.ZodType, Output extends z.ZodType> {
  readonly input: Input;
  readonly output: Output;
  /** Failures that a caller must expect; 'job.cancelled' is always possible and never listed. */
  readonly errors: readonly ErrorCode[];
}

/** One entry of the contract. */
export interface Procedure<
  Kind extends ProcedureKind = ProcedureKind,
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
> extends ProcedureShape<Input, Output> {
  readonly kind: Kind;
  /** `stage.verbNoun`, unique in the contract. */
  readonly name: string;
}

/** Defines a procedure that answers once. */
export function query<Input extends z.ZodType, Output extends z.ZodType>(
  name: string,
  shape: ProcedureShape<Input, Output>,
): Procedure<'query', Input, Output> {
  return { kind: 'query', name, ...shape };
}

/** Defines a procedure that changes something and answers once. */
export function command<Input extends z.ZodType, Output extends z.ZodType>(
  name: string,
  shape: ProcedureShape<Input, Output>,
): Procedure<'command', Input, Output> {
  return { kind: 'command', name, ...shape };
}

/** Defines a procedure that answers with a stream of items. */
export function stream<Input extends z.ZodType, Output extends z.ZodType>(
  name: string,
  shape: ProcedureShape<Input, Output>,
): Procedure<'stream', Input, Output> {
  return { kind: 'stream', name, ...shape };
}
