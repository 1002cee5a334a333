import { after, before, test } from 'node:test';
import type { Page } from 'playwright-core';
import { type Cast, openCast } from './support/cast.ts';
import { message, row, say, startChat } from './support/chat.ts';
import { picture } from './support/picture.ts';
import { assertAccessible, assertFits } from './support/seat.ts';

let cast: Cast;

before(async () => {
  cast = await openCast();
});

after(() => cast?.close());

/** A document with a line on each page, in a font that isn't in it. */
function pdfOf(lines: readonly string[]): Buffer {
  const kids = lines.map((_, index) => `${4 + index * 2} 0 R`).join(' ');
  const pages = lines.flatMap((line, index) => {
    const content = `BT /F1 28 Tf 60 700 Td (${line}) Tj ET 0.8 0.3 0.1 rg 60 560 300 100 re f`;
    return [
      `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents ${5 + index * 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>`,
      `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    ];
  });
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${lines.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...pages,
  ];
  let text = '%PDF-1.4\n';
  const places = objects.map((object, index) => {
    const at = text.length;
    text += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const at = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.from(`${text}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF`);
}

/** Records a moving picture in the page, and drops it there. */
const DROP_VIDEO = `(async () => {
  const canvas = Object.assign(document.createElement('canvas'), { width: 320, height: 180 });
  const pen = canvas.getContext('2d');
  let n = 0;
  const timer = setInterval(() => {
    pen.fillStyle = 'hsl(' + 20 * n++ + ',80%,50%)';
    pen.fillRect(0, 0, 320, 180);
  }, 40);
  const recorder = new MediaRecorder(canvas.captureStream(25), { mimeType: 'video/webm;codecs=vp8' });
  const pieces = [];
  recorder.ondataavailable = ({ data }) => pieces.push(data);
  recorder.start();
  await new Promise((resolve) => setTimeout(resolve, 800));
  const stopped = new Promise((resolve) => { recorder.onstop = resolve; });
  recorder.stop();
  await stopped;
  clearInterval(timer);
  const transfer = new DataTransfer();
  transfer.items.add(new File(pieces, 'clip.webm', { type: 'video/webm' }));
  for (const type of ['dragenter', 'drop']) {
    document.body.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer: transfer }));
  }
})()`;

async function attach(page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.getByRole('button', { name: 'More to send' }).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    page.getByRole('menuitem', { name: 'File', exact: true }).click(),
  ]);
  await chooser.setFiles(files);
}

test('[FI55] documents show their first page and open; videos have a picture; links are listed', async () => {
  const [ann, ben] = [
    await cast.person('ann.docs', 'Ann Docs'),
    await cast.person('ben.docs', 'Ben Docs', { size: 'phone' }),
  ];
  await startChat(ann, 'Ben Docs');
  await say(ann, 'See https://example.org/plan?x=1 and <https://example.com/>.');
  const pages = ['Opening day', 'The second page'];
  await attach(ann, [
    { name: 'opening-day.pdf', mimeType: 'application/pdf', buffer: pdfOf(pages) },
    { name: 'broken.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.4\nnothing more') },
  ]);
  await ann.getByRole('button', { name: 'Send', exact: true }).click();
  const card = ann.getByRole('button', { name: /^Open document opening/ });
  await card.locator('img').waitFor();
  await assertAccessible(ann, 'a document in the chat');
  await picture(ann, 'documents-card');
  await ann.evaluate(DROP_VIDEO);
  await ann.getByRole('button', { name: 'Send', exact: true }).click();

  await row(ben, 'Ann Docs').click();
  await ben.locator('video[poster]').waitFor();
  await ben.getByRole('button', { name: /^Open document opening/ }).click();
  const viewer = ben.getByRole('dialog', { name: 'opening-day.pdf' });
  await viewer.getByRole('article', { name: 'Page 1 of 2' }).getByText('Opening day').waitFor({ state: 'attached' });
  await viewer
    .getByRole('article', { name: 'Page 2 of 2' })
    .getByText('The second page')
    .waitFor({ state: 'attached' });
  await assertAccessible(ben, 'a document on a phone');
  await assertFits(ben, 'a document on a phone');
  await picture(ben, 'documents-viewer');
  await viewer.getByRole('button', { name: 'Close' }).click();
  await ben.getByRole('button', { name: /^Open document brok/ }).click();
  await ben.getByRole('dialog', { name: 'broken.pdf' }).getByRole('alert').waitFor();
  await ben.keyboard.press('Escape');
  await picture(ben, 'documents-phone');

  await message(ann, 'example.org').waitFor();
  await ann.getByRole('button', { name: 'Details', exact: true }).click();
  await ann.getByRole('button', { name: 'Files and media' }).click();
  const sheet = ann.getByRole('dialog', { name: 'Files and media' });
  await sheet.getByText('Links', { exact: true }).click();
  await sheet.getByRole('link', { name: /example\.org/ }).waitFor();
  await assertAccessible(ann, 'links of a conversation');
  await picture(ann, 'documents-links');
  await sheet.getByText('Files', { exact: true }).click();
  await sheet.getByRole('searchbox').fill('OPEN');
  await sheet.getByText('broken', { exact: false }).waitFor({ state: 'detached' });
  await sheet.getByRole('button', { name: /opening-d/ }).waitFor();
  await cast.leave();
});
