import type { ClientOf } from '../../api/client.ts';
import type { Contract } from '../../api/contract.ts';

/** Typed calls of the studio. */
export type StudioClient = ClientOf<Contract>;
