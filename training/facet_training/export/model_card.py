"""The model card that travels with the weights."""

from __future__ import annotations

import json
from typing import Any

_PROVENANCE = """\
| footage | what | terms |
| --- | --- | --- |
| GRID corpus clips (mostly one man, "s1", and a few other speakers) | 25 fps studio speech, 51-word vocabulary | data CC-BY-4.0: Cooke, Barker, Cunningham, Shao, "An audio-visual corpus for speech perception and automatic speech recognition", 2006 |
| Arabic news clips of 1.2 s from a public lip-reading repository | some dozens of anchors, one word each | repository licence covers what its authors own; the broadcasts are third-party |
| demo clips of public talking-head repositories (MIT, Apache-2.0, CC-BY-4.0 repositories) | politicians, presenters, actors | the footage itself is partly third-party (news, interviews) |
| FACEGOOD Audio2Face data | Mandarin speech with face curves, auxiliary target only | MIT |

No clip, frame or recording is part of this pack; it holds network weights, a linear shape basis and numbers made
from a synthetic waveform. Landmarks came from MediaPipe's attention mesh (Apache-2.0). Whoever needs weights with
cleared rights in every second of footage must train on other data; the code is in `training/`.
"""


def _score_table(scores: dict[str, Any]) -> str:
    if not scores:
        return "Not evaluated.\n"
    plain, halves, adapted = scores["unseenPeople"], scores["unadaptedHalves"], scores["adaptedHalves"]
    lines = [
        f"{plain['people']} people that no training folder shows, at the audited lag of each clip; correlation of mouth",
        "opening with the measured mouth, clips weighted by length. Adaptation: ridge on the hidden features, fitted on",
        "one half of a clip's own speech and scored on the other half, both ways round.",
        "",
        "| | whole clips | halves, no adaptation | halves, adapted |",
        "| --- | --- | --- | --- |",
    ]
    labels = {
        "opening_r": "opening r",
        "pooled_r": "opening r, frames pooled",
        "width_r": "width r",
        "amplitude": "opening range, predicted / true",
        "closure_recall": "closures hit",
        "false_closure": "closed while clearly open",
        "closed_auc": "closed or open, area under curve",
    }
    for name, label in labels.items():
        lines.append(f"| {label} | {plain[name]:.3f} | {halves[name]:.3f} | {adapted[name]:.3f} |")
    lines += [
        "",
        "Per clip: " + ", ".join(f"`{name}` {value:.2f}" for name, value in plain["byClip"].items()) + ".",
        "",
    ]
    lines += ["Mean opening on sound without speech (articulation scales; speech has a standard deviation of 1):", ""]
    lines += [f"* {name}: {value:.3f}" for name, value in scores["silenceOpening"].items()]
    lines += [f"* digital silence between two sentences: {scores['pauseOpening']}", ""]
    lines += ["Lowest correlation with the untouched recording when the sound is changed:", ""]
    lines += [f"* {name}: {value:.3f}" for name, value in scores["invariance"].items()]
    lines += ["", f"Time: {scores['millisecondsPerSecondOfSound']} ms per second of sound (torch, one CPU thread).", ""]
    return "\n".join(lines)


def model_card(facts: dict[str, Any], scores: dict[str, Any]) -> str:
    """Compose the card from the facts of a run and its scores. Markdown."""
    data = "\n".join(
        f"| {folder} | {item['clips']} | {item['seconds']} | {item['identities']} |"
        for folder, item in facts.get("data", {}).items()
    )
    return f"""# atlas: lip predictor

Speech (log-mel, 100 Hz) to lip motion (25 Hz): 14 shape coefficients, mouth opening and width, a closed-lips logit
and hidden features for adapting to a person. A small convolutional ensemble; it looks {facts.get("lookAheadSec", 0.64)} s
ahead at most, works on any length and has no state. Licence of the weights: Apache-2.0.

**Use**: re-driving the lips of a person who agreed to it, from a voice track. **Not for** deceiving anybody, speech
recognition, or judging speakers.

## Data

{_PROVENANCE}
| folder | clips | seconds | identities (news: look-alike groups) |
| --- | --- | --- | --- |
{data}

Targets: lower-face points in MediaPipe's canonical frame minus the person's closed rest shape, divided by the
person's articulation scale. The lag between sound and picture was audited or re-estimated per clip; clips whose mouth
did not follow their sound were dropped.

## Scores

{_score_table(scores)}
## What is weak

* Sound determines the mouth only in part: an unseen person's opening is followed with the correlation above, not
  exactly. The prediction is smoother and smaller than the truth (see range); the application may apply a gain.
* Bilabial closures (p, b, m) are often only narrowed. The closed logit helps a little.
* Six test people, about 52 s: differences of .02 in r are noise. Some measured mouths are themselves noisy (profile,
  beard, small faces).
* Languages: English (much of it one man's), Arabic, some French; Mandarin only through animation curves. Singing,
  shouting, whispering and children were never heard. Music under the voice moves the mouth.
* More men's than women's seconds; no measurement by skin tone or age was made.

## How it was trained

Seed {facts.get("seed")}, commit `{facts.get("commit")}`, configuration:

```json
{json.dumps(facts.get("config"), indent=1)}
```

Reproduce: `make -C training prepare`, then the commands in `training/README.md`.
"""
