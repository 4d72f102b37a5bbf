import { contract, proceduresByName } from '../../api/contract.ts';
import type { Contract } from '../../api/contract.ts';
import { createRouter } from '../../main/router.ts';
import type { HandlersOf, Router } from '../../main/router.ts';

/** What stands behind every procedure of a test: a value, or the items of a stream. */
export type AnyAnswer = (
  name: string,
  input: unknown,
  signal: AbortSignal,
) => AsyncIterable<unknown> | Promise<unknown>;

/** A router for the whole contract with one handler behind all of it. */
export function aContractRouter(answer: AnyAnswer, bugs: unknown[] = []): Router {
  const handlers: Record<string, Record<string, unknown>> = {};
  for (const name of proceduresByName(contract).keys()) {
    const [prefix, verb] = name.split('.');
    handlers[prefix] ??= {};
    handlers[prefix][verb] = (input: unknown, signal: AbortSignal) => answer(name, input, signal);
  }
  return createRouter(contract, handlers as unknown as HandlersOf<Contract>, {
    onBug: (_name, error) => bugs.push(error),
  });
}

/** One call of a client by the procedure's name. */
export function callByName(
  client: object,
  name: string,
): (input: unknown, options?: { readonly signal?: AbortSignal }) => AsyncIterable<unknown> | Promise<unknown> {
  const [prefix, verb] = name.split('.');
  return (client as Record<string, Record<string, never>>)[prefix][verb];
}

/** The answer of a query, or the items of a stream. */
export async function takeAll(answer: AsyncIterable<unknown> | Promise<unknown>): Promise<unknown> {
  if (!(Symbol.asyncIterator in answer)) return answer;
  const items: unknown[] = [];
  for await (const item of answer) items.push(item);
  return items;
}
