import type { EngineContract } from '../../../api/engine-contract.ts';
import type { HandlersOf } from '../../router.ts';

/** The handlers of some procedures of the engine. */
export type EngineVerbs<Verb extends keyof EngineContract['engine']> = Pick<HandlersOf<EngineContract>['engine'], Verb>;
