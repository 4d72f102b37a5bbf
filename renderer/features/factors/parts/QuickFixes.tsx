import { Eye, Minus, Rewind, Smile, Video, Waves } from 'lucide-react';
import type { LucideIcon } from 'lucide-react';
import type { FactorName } from '../../../../core/analysis/factor.ts';
import { useWords } from '../../../state/strings/words.ts';
import { Button } from '../../../ui/Button.tsx';
import { editsOfFix } from '../quick-fixes.ts';
import type { QuickFix } from '../quick-fixes.ts';
import { factorWords } from '../strings.ts';
import { useEditCommands } from '../use-edit-commands.ts';
import { useFixPlace } from '../use-fix-place.ts';
import type { Inspected } from '../use-inspected.ts';

const fixesOf: Readonly<Record<FactorName, readonly { readonly fix: QuickFix; readonly icon: LucideIcon }[]>> = {
  lip: [
    { fix: 'closeLips', icon: Minus },
    { fix: 'keepOriginalMouth', icon: Rewind },
  ],
  eye: [
    { fix: 'addBlink', icon: Eye },
    { fix: 'lookAtCamera', icon: Video },
  ],
  headPose: [{ fix: 'calmHead', icon: Waves }],
  expression: [{ fix: 'moreSmile', icon: Smile }],
};

/** What is asked for most often, in one press. */
export function QuickFixes({ inspected }: { readonly inspected: Inspected }) {
  const words = useWords(factorWords);
  const commands = useEditCommands();
  const placeOf = useFixPlace(inspected);
  return (
    <div className="fixes" role="group" aria-label={words.fixesTitle}>
      {fixesOf[inspected.factor].map(({ fix, icon }) => (
        <Button
          key={fix}
          size="small"
          icon={icon}
          hint={words.fixHints[fix]}
          isDisabled={!commands.canEdit}
          onPress={() => commands.write(words.fixes[fix], editsOfFix(fix, placeOf()))}
        >
          {words.fixes[fix]}
        </Button>
      ))}
    </div>
  );
}
