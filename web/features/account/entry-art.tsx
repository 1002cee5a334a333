import faces from './faces.svg';

interface Seat {
  x: number;
  y: number;
  r: number;
  /** A face of `faces.svg`, or one of the eight colours of people. */
  face?: string;
  colour?: number;
}

const SEATS: Seat[] = [
  { x: 112, y: 230.4, r: 28, face: 'chen' },
  { x: 190, y: 219.1, r: 40, face: 'lin' },
  { x: 262, y: 238.3, r: 20, colour: 4 },
  { x: 330, y: 222.3, r: 34, face: 'ayi' },
  { x: 400, y: 231.1, r: 22, colour: 2 },
  { x: 586, y: 212.7, r: 26, face: 'amelia' },
  { x: 652, y: 197.5, r: 34, face: 'tom' },
];

/** People sit along one line; one dot rises from it. */
export function EntryArt() {
  return (
    <svg className="entry__art" viewBox="0 0 740 320" preserveAspectRatio="xMidYMax meet" aria-hidden="true">
      <g fill="none" stroke="currentColor" strokeOpacity=".09" strokeWidth="1.5">
        <circle cx="500" cy="112" r="86" />
        <circle cx="500" cy="112" r="136" />
        <circle cx="500" cy="112" r="200" />
      </g>
      <circle cx="500" cy="112" r="48" className="mark__rising" />
      {SEATS.map((seat) => (
        <Seated key={seat.x} {...seat} />
      ))}
      <path fill="currentColor" d="M56 262c214 7 424-4 634-30a17 17 0 0 1 5 34c-211 1-424 9-637 28a16 16 0 0 1-2-32Z" />
    </svg>
  );
}

function Seated({ x, y, r, face, colour }: Seat) {
  if (face === undefined) return <circle className={`seat seat--${colour}`} cx={x} cy={y} r={r} />;
  const clip = `seat-${face}`;
  return (
    <g clipPath={`url(#${clip})`}>
      <clipPath id={clip}>
        <circle cx={x} cy={y} r={r} />
      </clipPath>
      <svg x={x - r} y={y - r} width={r * 2} height={r * 2} aria-hidden="true">
        <use href={`${faces}#face-${face}`} />
      </svg>
    </g>
  );
}
