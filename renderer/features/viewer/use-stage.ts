import { useSyncExternalStore } from 'react';
import type { StageController } from './stage-controller.ts';

/** A part of what the stage shows; drawn anew when it changes. */
export function useStage<Part extends string | number | boolean | null>(
  controller: StageController,
  part: (controller: StageController) => Part,
): Part {
  return useSyncExternalStore(
    (listener) => controller.subscribe(listener),
    () => part(controller),
  );
}
