import sharp from 'sharp';

/** Pictures and files of the demo. All are made here, from shapes and numbers. */
export type Thing = 'menu-a' | 'menu-b' | 'office' | 'hike-1' | 'hike-2' | 'hike-3' | 'figures' | 'minutes';

export interface Made {
  name: string;
  bytes: Uint8Array;
  asPicture: boolean;
}

export async function make(thing: Thing): Promise<Made> {
  switch (thing) {
    case 'menu-a':
      return picture('方案 A 头像菜单.png', screen(220, 90, 300));
    case 'menu-b':
      return picture('方案 B 左下角.png', screen(20, 430, 220));
    case 'office':
      return picture('new-office.jpg', office());
    case 'hike-1':
      return picture('西湖 1.jpg', hills(1600, 1200, 150, 0.7));
    case 'hike-2':
      return picture('西湖 2.jpg', hills(1200, 1600, 28, 0.3));
    case 'hike-3':
      return picture('西湖 3.jpg', hills(1600, 1000, 210, 0.5));
    case 'figures':
      return { name: '访谈数据 2026-Q4.csv', bytes: Buffer.from(figures()), asPicture: false };
    case 'minutes':
      return { name: 'Interview notes (5 people).md', bytes: Buffer.from(MINUTES), asPicture: false };
  }
}

async function picture(name: string, svg: string): Promise<Made> {
  const drawing = sharp(Buffer.from(svg));
  const bytes = await (name.endsWith('.png') ? drawing.png() : drawing.jpeg({ quality: 82 })).toBuffer();
  return { name, bytes, asPicture: true };
}

/** A screen of the product with a menu open at a place. */
function screen(x: number, y: number, width: number): string {
  const rows = [0, 1, 2, 3].map(
    (n) =>
      `<rect x="${x + 24}" y="${y + 28 + n * 44}" width="${width - 90 - n * 22}" height="16" rx="8" fill="#c9d6d8"/>`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="800">
    <rect width="1280" height="800" fill="#eef2f3"/><rect width="84" height="800" fill="#e3eaec"/>
    <rect x="84" width="330" height="800" fill="#f8faf9"/><circle cx="42" cy="740" r="26" fill="#7d5274"/>
    ${[0, 1, 2, 3, 4].map((n) => `<circle cx="130" cy="${110 + n * 84}" r="26" fill="hsl(${n * 70},30%,62%)"/>`).join('')}
    <rect x="${x}" y="${y}" width="${width}" height="214" rx="18" fill="#fff" stroke="#d5dfe1" stroke-width="2"/>
    ${rows.join('')}<rect x="${x + 24}" y="${y + 28}" width="${width - 90}" height="16" rx="8" fill="#d3481a"/></svg>`;
}

function hills(width: number, height: number, hue: number, sun: number): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs><linearGradient id="sky" x2="0" y2="1"><stop stop-color="hsl(${hue + 30},70%,72%)"/>
    <stop offset="1" stop-color="hsl(${hue},60%,90%)"/></linearGradient></defs>
    <rect width="100%" height="100%" fill="url(#sky)"/>
    <circle cx="${width * sun}" cy="${height * 0.3}" r="${height * 0.08}" fill="#fff3c9"/>
    ${[0.45, 0.58, 0.72].map((top, n) => ridge(width, height, top, `hsl(${hue},${34 + n * 8}%,${52 - n * 14}%)`)).join('')}
  </svg>`;
}

/** A line of hills, by two sines. */
function ridge(width: number, height: number, top: number, fill: string): string {
  const points = Array.from({ length: 41 }, (_, n) => {
    const rise = Math.sin(n / 4 + top * 20) * 0.06 + Math.sin(n / 1.7 + top * 7) * 0.02;
    return `${(width * n) / 40},${height * (top + rise)}`;
  });
  return `<polygon points="0,${height} ${points.join(' ')} ${width},${height}" fill="${fill}"/>`;
}

function office(): string {
  const window = (n: number) => `<rect x="${120 + n * 290}" y="110" width="230" height="330" rx="6" fill="#bfe0ee"/>`;
  const desk = (n: number) =>
    `<rect x="${100 + n * 380}" y="600" width="300" height="22" rx="6" fill="#a9764a"/>
     <rect x="${190 + n * 380}" y="500" width="120" height="80" rx="8" fill="#26343a"/>`;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="1280" height="860"><rect width="1280" height="860" fill="#f4ebe1"/>
    ${[0, 1, 2, 3].map(window).join('')}<rect y="700" width="1280" height="160" fill="#d9c4ab"/>
    ${[0, 1, 2].map(desk).join('')}<circle cx="1180" cy="560" r="60" fill="#4f8a5b"/>
    <rect x="1160" y="600" width="40" height="90" rx="6" fill="#b3552f"/></svg>`;
}

function figures(): string {
  const rows = Array.from({ length: 240 }, (_, n) => [
    n + 1,
    60 + ((n * 37) % 41),
    (n * 13) % 7,
    n % 3 === 0 ? 'yes' : 'no',
  ]);
  return [['person', 'seconds', 'questions', 'found status'], ...rows].map((row) => row.join(',')).join('\n');
}

const MINUTES = `# Five interviews

- Nobody found the status setting.
- Everybody found reactions within ten seconds.
- Two asked how to send the original of a photo.
`;
