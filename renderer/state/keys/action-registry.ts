import type { ActionName } from './actions.ts';

/** What an action does; false = not now, so that somebody who registered earlier may. */
export type ActionRun = () => void | boolean;

interface Registration {
  readonly run: ActionRun;
  readonly isEnabled: () => boolean;
}

/** Who does what. The last one who registered for an action is asked first. */
export interface ActionRegistry {
  register(name: ActionName, run: ActionRun, isEnabled?: () => boolean): () => void;
  /** False when nobody can do it now. */
  run(name: ActionName): boolean;
  canRun(name: ActionName): boolean;
}

/** Makes a registry of nothing. */
export function createActionRegistry(): ActionRegistry {
  const registrations = new Map<ActionName, readonly Registration[]>();
  const able = (name: ActionName) => (registrations.get(name) ?? []).filter(({ isEnabled }) => isEnabled());
  return {
    register(name, run, isEnabled = () => true) {
      const mine: Registration = { run, isEnabled };
      registrations.set(name, [mine, ...(registrations.get(name) ?? [])]);
      return () =>
        void registrations.set(
          name,
          (registrations.get(name) ?? []).filter((other) => other !== mine),
        );
    },
    run: (name) => able(name).some(({ run }) => run() !== false),
    canRun: (name) => able(name).length > 0,
  };
}
