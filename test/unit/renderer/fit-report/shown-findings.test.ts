import { describe, expect, it } from 'vitest';
import { sayingOf } from '../../../../core/saying.ts';
import { shownFindings, shownVoiceNotes } from '../../../../renderer/features/fit-report/shown-findings.ts';

describe('what is said of a video', () => {
  const findings = [{ code: 'analysis.mouth-never-opens' }, { code: 'analysis.dark' }];

  it('leaves out its own mouths where a pack draws new ones, and where there is only one', () => {
    expect(shownFindings(findings, 'atlas', false)).toEqual(findings);
    expect(shownFindings(findings, 'pdfgc', false)).toEqual([{ code: 'analysis.dark' }]);
    expect(shownFindings(findings, 'atlas', true)).toEqual([{ code: 'analysis.dark' }]);
  });

  it('leaves out what was learned of a person’s speech where a pack does not learn', () => {
    const notes = [
      { sentence: 'a', faceNumber: 1, saying: sayingOf('adaptation.little-speech', { speechSec: 1, neededSec: 4 }) },
      { sentence: 'b', faceNumber: 1, saying: sayingOf('job.voice-not-heard', { faceNumber: 1 }) },
    ];
    const told = { sentences: ['a', 'b'], notes };
    expect(shownVoiceNotes(told, 'atlas')).toEqual(told);
    expect(shownVoiceNotes(told, 'pdfgc')).toEqual({ sentences: ['b'], notes: [notes[1]] });
    expect(shownVoiceNotes({ sentences: ['a'] }, 'pdfgc').sentences).toEqual(['a']);
  });
});
