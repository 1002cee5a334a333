/** Faces drawn well enough to be found: shaded, with eyes, brows, nose and mouth where people have them. */
export interface DrawnFace {
  /** Its middle, in px. */
  x: number;
  y: number;
  /** From the hairline to the chin, in px. */
  height: number;
  /** Leans by so many degrees, clockwise. */
  lean?: number;
}

/** Of a face of a height of 200: where its eyes, nose and mouth are, from its middle. */
const EYES_APART = 68;
const EYES_Y = -12;

const FILLS = `<defs>
<radialGradient id="skin" cx=".5" cy=".42" r=".62"><stop offset="0" stop-color="#efc3a2"/><stop offset=".6" stop-color="#d8a07c"/><stop offset="1" stop-color="#a86d4c"/></radialGradient>
<linearGradient id="neck" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#87533a"/><stop offset="1" stop-color="#c48b68"/></linearGradient>
<filter id="soft" x="-50%" y="-50%" width="200%" height="200%"><feGaussianBlur stdDeviation="3.5"/></filter>
</defs>`;

const HAIR = '#2c1d14';

function eye(x: number): string {
  return `<ellipse cx="${x}" cy="-12" rx="24" ry="15" fill="#8a5a40" opacity=".45" filter="url(#soft)"/>
<path d="M${x - 17} -10C${x - 9} -22 ${x + 9} -22 ${x + 17} -10C${x + 8} -4 ${x - 8} -4 ${x - 17} -10Z" fill="#f4efe9"/>
<circle cx="${x}" cy="-12" r="7.4" fill="#3d2616"/><circle cx="${x}" cy="-12" r="3.6" fill="#0a0605"/><circle cx="${x + 2.5}" cy="-14.5" r="1.7" fill="#fff"/>
<path d="M${x - 18} -9C${x - 9} -23 ${x + 9} -23 ${x + 18} -9" fill="none" stroke="#24150d" stroke-width="3.2"/>
<path d="M${x - 15} -7C${x - 8} -2 ${x + 8} -2 ${x + 15} -7" fill="none" stroke="#7a4a33" stroke-width="1.6"/>`;
}

const HEAD = `<ellipse cy="-30" rx="92" ry="104" fill="${HAIR}"/><path d="M-46 70V150H46V70Z" fill="url(#neck)"/>
<ellipse cx="-77" cy="2" rx="11" ry="22" fill="#b97b5a"/><ellipse cx="77" cy="2" rx="11" ry="22" fill="#b97b5a"/>
<path d="M-76 -30C-80 -100 80 -100 76 -30C78 30 62 74 34 98C16 110 -16 110 -34 98C-62 74 -78 30 -76 -30Z" fill="url(#skin)"/>
<path d="M-78 -34C-70 -86 -30 -96 0 -92C40 -98 74 -80 78 -34C92 -120 40 -136 0 -136C-46 -136 -92 -112 -78 -34Z" fill="${HAIR}"/>
<path d="M-60 -34C-50 -46 -30 -46 -15 -38M60 -34C50 -46 30 -46 15 -38" fill="none" stroke="#26170e" stroke-width="7" stroke-linecap="round"/>`;

const NOSE = `<path d="M-9 -16C-8 10 -17 24 -19 32C-14 42 14 42 19 32C17 24 8 10 9 -16Z" fill="#b9805f" opacity=".5" filter="url(#soft)"/>
<path d="M-4 -18H4L8 26H-8Z" fill="#f0c6a6" opacity=".75" filter="url(#soft)"/>
<path d="M-18 32C-12 40 -6 36 0 40C6 36 12 40 18 32" fill="none" stroke="#7d4a34" stroke-width="3" opacity=".85"/>
<ellipse cx="-8.5" cy="34.5" rx="4" ry="2.4" fill="#3c2016"/><ellipse cx="8.5" cy="34.5" rx="4" ry="2.4" fill="#3c2016"/>`;

const MOUTH = `<path d="M-30 62C-16 54 -6 53 0 56C6 53 16 54 30 62C16 66 -16 66 -30 62Z" fill="#a24a48"/>
<path d="M-30 62C-16 66 16 66 30 62C20 79 -20 79 -30 62Z" fill="#bf6360"/>
<path d="M-31 62C-14 66 14 66 31 62" fill="none" stroke="#5c2420" stroke-width="2.4"/>
<ellipse cy="84" rx="16" ry="4" fill="#9a6446" opacity=".5" filter="url(#soft)"/>`;

/** Freckles and the like: what a beauty filter makes fewer of. */
const SKIN = [-56, -48, -40, 40, 48, 56]
  .flatMap((x, i) => [14, 22, 30].map((y, j) => `<circle cx="${x + (j % 2) * 4}" cy="${y + (i % 3) * 3}" r="2.2"/>`))
  .join('');

function drawn({ x, y, height, lean = 0 }: DrawnFace): string {
  const shoulders = `<ellipse cx="${x}" cy="${y + height * 1.15}" rx="${height * 0.9}" ry="${height * 0.55}" fill="#3a5a80"/>`;
  const place = `translate(${x} ${y}) rotate(${lean}) scale(${height / 200})`;
  const half = EYES_APART / 2;
  return `${shoulders}<g transform="${place}">${HEAD}${eye(-half)}${eye(half)}${NOSE}${MOUTH}<g fill="#8a5236">${SKIN}</g></g>`;
}

/** At the foot of the picture below each face: tells on any picture where the faces are. */
function mark({ x }: DrawnFace, height: number): string {
  return `<rect x="${x - 14}" y="${height - 16}" width="28" height="16" fill="#00ff00"/>`;
}

/** A picture of people before a plain wall, as SVG. */
export function drawnPeople(width: number, height: number, faces: readonly DrawnFace[], wall = '#8fa2ab'): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">${FILLS}<rect width="${width}" height="${height}" fill="${wall}"/>${faces.map(drawn).join('')}${faces.map((face) => mark(face, height)).join('')}</svg>`;
}

/** Where on the picture a point of a face is: 200 units high, from its middle. */
export function onFace({ x, y, height, lean = 0 }: DrawnFace, right: number, down: number): { x: number; y: number } {
  const turn = (lean * Math.PI) / 180;
  const size = height / 200;
  return {
    x: x + size * (right * Math.cos(turn) - down * Math.sin(turn)),
    y: y + size * (right * Math.sin(turn) + down * Math.cos(turn)),
  };
}

/** Both eyes of a face, the left of the picture first. */
export function eyesOf(face: DrawnFace): [{ x: number; y: number }, { x: number; y: number }] {
  return [onFace(face, -EYES_APART / 2, EYES_Y), onFace(face, EYES_APART / 2, EYES_Y)];
}
