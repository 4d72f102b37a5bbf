import './factors.css';

/** The four factors of a face and what drives each when a clip is dubbed. */
const factors = [
  { id: 'lip', name: 'Lip', driver: 'dub voice', note: 'opening, width, press, jaw' },
  { id: 'eye', name: 'Eye', driver: 'original video', note: 'blinks and gaze stay' },
  { id: 'head-pose', name: 'Head pose', driver: 'original video', note: 'turn, nod and tilt stay' },
  { id: 'expression', name: 'Expression', driver: 'original video', note: 'brows, cheeks and smile stay' },
];

export function FactorTable() {
  return (
    <section aria-labelledby="factors-heading">
      <h2 id="factors-heading" className="heading">
        What drives what
      </h2>
      <table className="factors">
        <tbody>
          {factors.map((factor) => (
            <tr key={factor.id} className={`factor factor-${factor.id}`}>
              <th scope="row">{factor.name}</th>
              <td className="factor-driver">{factor.driver}</td>
              <td className="factor-note">{factor.note}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
